package dev.argand.search.run;

import java.nio.file.Path;

/**
 * What to search.
 *
 * @param data what {@code DataSets.open} takes: bundled, bundled:events, bundled:words or a folder
 * @param profile a built-in profile's name, or a properties file
 * @param seed fixes the run
 * @param runFolder where the bundle and the worker's log go; made when missing
 * @param compute device and spectra
 */
public record SearchRequest(
    String data, String profile, long seed, Path runFolder, Compute compute) {

  /** On the CPU, with Java's spectra. */
  public SearchRequest(String data, String profile, long seed, Path runFolder) {
    this(data, profile, seed, runFolder, Compute.PLAIN);
  }
}
