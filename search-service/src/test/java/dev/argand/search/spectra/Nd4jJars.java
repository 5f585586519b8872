package dev.argand.search.spectra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** ND4J's jars, which the build lays out beside the test classes. */
public final class Nd4jJars {
  /** Where they lie. */
  public static final Path FOLDER = Path.of("target", "nd4j");

  private Nd4jJars() {}

  static List<Path> all() {
    try (Stream<Path> jars = Files.list(FOLDER)) {
      return jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
