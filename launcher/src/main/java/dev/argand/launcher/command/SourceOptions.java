package dev.argand.launcher.command;

import dev.argand.ingest.SourceSpec;
import dev.argand.launcher.terminal.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How files are played as live sources. */
final class SourceOptions {
  @Option(
      names = "--speed",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "1 plays at real time, 10 ten times as fast, 0 as fast as Kafka takes it (default:"
              + " ${DEFAULT-VALUE}).")
  private double speed;

  @Option(names = "--loop", description = "Begin again at the end, each time as a new session.")
  private boolean loop;

  /** The sources to play; the options are checked. */
  List<SourceSpec> specs(Map<String, Path> paths) throws CommandFailure {
    List<SourceSpec> specs = new ArrayList<>();
    for (Map.Entry<String, Path> source : paths.entrySet()) {
      try {
        specs.add(new SourceSpec(source.getKey(), source.getValue(), speed, loop));
      } catch (IllegalArgumentException e) {
        throw CommandFailure.usage(String.valueOf(e.getMessage()));
      }
    }
    return specs;
  }

  /** Refuses paths and options that can never be played, before anything is started. */
  void requireReadable(Map<String, Path> paths) throws CommandFailure {
    for (Map.Entry<String, Path> source : paths.entrySet()) {
      if (!Files.isReadable(source.getValue())) {
        throw CommandFailure.usage(
            "source %s: %s is no file or folder that can be read"
                .formatted(source.getKey(), source.getValue()));
      }
    }
    specs(paths);
  }
}
