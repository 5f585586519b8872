package dev.argand.search.run;

import java.nio.file.Path;

/**
 * What to search.
 *
 * @param data what {@code DataSets.open} takes: bundled, bundled:events, bundled:words or a folder
 * @param profile a built-in profile's name, or a properties file
 * @param seed fixes the run
 * @param runFolder where the bundle and the worker's log go; made when missing
 */
public record SearchRequest(String data, String profile, long seed, Path runFolder) {}
