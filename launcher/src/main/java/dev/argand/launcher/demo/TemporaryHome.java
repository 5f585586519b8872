package dev.argand.launcher.demo;

import dev.argand.launcher.standalone.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A home for one tour that is deleted when it is closed. */
public final class TemporaryHome implements AutoCloseable {
  private final Path root;

  private TemporaryHome(Path root) {
    this.root = root;
  }

  /** A new, empty one in the system's temporary folder. */
  public static TemporaryHome create() throws IOException {
    return new TemporaryHome(Files.createTempDirectory("argand-demo-"));
  }

  public Home home() {
    return new Home(root);
  }

  @Override
  public void close() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(root)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
