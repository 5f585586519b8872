package dev.argand.search.gate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What to compare.
 *
 * @param challenger bundle of the new model
 * @param champion bundle of the model that serves; null for none
 * @param data what {@code DataSets.open} takes
 * @param seed of the bootstrap
 * @param folder where the worker's log goes; made when missing
 */
public record JudgeRequest(
    Path challenger, @Nullable Path champion, String data, long seed, Path folder) {}
