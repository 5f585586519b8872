package dev.argand.search.natives;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The machine's own Maven, so that its settings, mirrors and credentials are honoured.
 *
 * @param program path of mvn or of a wrapper
 */
record MavenCommand(Path program) {

  /** The mvn on a path, else the wrapper in a folder above this program. */
  static MavenCommand find(@Nullable String path) throws NativesException {
    Optional<Path> found = onPath(path == null ? "" : path).or(MavenCommand::wrapper);
    if (found.isEmpty()) {
      throw new NativesException(
          "natives are fetched with Maven, and there is no mvn on the PATH; install it");
    }
    return new MavenCommand(found.get());
  }

  private static Optional<Path> onPath(String path) {
    for (String folder : path.split(File.pathSeparator, -1)) {
      Path program = Path.of(folder, "mvn");
      if (!folder.isBlank() && Files.isExecutable(program) && Files.isRegularFile(program)) {
        return Optional.of(program.toAbsolutePath());
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> wrapper() {
    try {
      Path folder =
          Path.of(MavenCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path above = folder.getParent(); above != null; above = above.getParent()) {
        Path program = above.resolve("mvnw");
        if (Files.isExecutable(program)) {
          return Optional.of(program);
        }
      }
      return Optional.empty();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class path entry is always a URI", e);
    }
  }

  /**
   * Runs it and returns when it has ended.
   *
   * @param log everything it says
   * @param lines hears each line, also those that redraw themselves
   * @return its exit code
   */
  int run(List<String> arguments, Path folder, Path log, Consumer<String> lines)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments);
    Process maven =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    Thread killer = new Thread(() -> end(maven), "maven-killer");
    Runtime.getRuntime().addShutdownHook(killer);
    try (Reader said = reader(maven.getInputStream());
        Writer writer = Files.newBufferedWriter(log)) {
      maven.getOutputStream().close();
      // A carriage return ends a line too, so that progress is heard.
      BufferedReader reader = new BufferedReader(said);
      String line;
      while ((line = reader.readLine()) != null) {
        writer.write(line + System.lineSeparator());
        lines.accept(line);
      }
      return maven.waitFor();
    } finally {
      end(maven);
      removeHook(killer);
    }
  }

  /** The program is a script: what it started ends too. */
  private static void end(Process maven) {
    maven.descendants().forEach(ProcessHandle::destroy);
    maven.destroy();
  }

  private static void removeHook(Thread killer) {
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // Already shutting down: the hook runs.
      return;
    }
  }

  private static Reader reader(InputStream in) {
    return new InputStreamReader(in, StandardCharsets.UTF_8);
  }
}
