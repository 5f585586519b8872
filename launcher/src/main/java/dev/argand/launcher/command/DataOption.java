package dev.argand.launcher.command;

import picocli.CommandLine.Option;

/** Labelled clips to learn from or to judge on. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "SPEC",
      required = true,
      description =
          "bundled, bundled:events, bundled:words, a directory with a folder of audio files for each"
              + " label, or a .csv table.")
  private String spec = "";

  /** As {@code DataSets.open} takes it. */
  String spec() {
    return spec;
  }
}
