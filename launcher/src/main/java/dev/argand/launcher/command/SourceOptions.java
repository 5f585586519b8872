package dev.argand.launcher.command;

import dev.argand.ingest.SourceSpec;
import dev.argand.launcher.terminal.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

  /**
   * The sources to play, before anything is started.
   *
   * @throws CommandFailure naming a source that can never be played: two of one name, a path that
   *     cannot be read, a folder without audio, options that do not go together
   */
  List<SourceSpec> specs(List<SourcePath> sources) throws CommandFailure {
    Map<String, Path> paths = new LinkedHashMap<>();
    List<SourceSpec> specs = new ArrayList<>();
    for (SourcePath source : sources) {
      Path other = paths.put(source.id(), source.path());
      if (other != null) {
        throw CommandFailure.usage(
            "source %s: one path was expected, were %s and %s"
                .formatted(source.id(), other, source.path()));
      }
      specs.add(spec(source));
    }
    return specs;
  }

  private SourceSpec spec(SourcePath source) throws CommandFailure {
    if (!Files.isReadable(source.path())) {
      throw CommandFailure.usage(
          "source %s: %s is no file or folder that can be read"
              .formatted(source.id(), source.path()));
    }
    try {
      SourceSpec spec = new SourceSpec(source.id(), source.path(), speed, loop);
      spec.requireAudio();
      return spec;
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw CommandFailure.usage("source %s: %s".formatted(source.id(), Failures.message(e)));
    }
  }
}
