package dev.argand.search.dataset;

import dev.argand.search.data.DataSet;
import dev.argand.search.data.Splits;
import java.nio.file.Path;
import java.util.List;

/**
 * A data set that never changes.
 *
 * @param digest SHA-256 (hex) of its manifest: its identity
 * @param file the manifest, {@code datasets/<digest>.json}
 * @param data the base set and the labelled clips
 * @param splits how its groups are divided, for ever
 * @param leftOut what was given and is not in it, and why, one line each
 */
public record FrozenDataset(
    String digest, Path file, DataSet data, Splits splits, List<String> leftOut) {
  public FrozenDataset {
    leftOut = List.copyOf(leftOut);
  }

  /** What {@code DataSets.open} takes: {@code dataset:} and the manifest's absolute path. */
  public String spec() {
    return "dataset:" + file.toAbsolutePath();
  }
}
