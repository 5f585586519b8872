package dev.argand.search.natives;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Where fetched natives lie: a folder a set, with its jars and a list of them. A set is there when
 * every file of its list is, in its length.
 *
 * @param root the folder above; need not exist
 */
public record NativesFolder(Path root) {
  private static final String LIST = "files.properties";
  private static final String JAR = ".jar";

  /** Folder of a set, there or not. */
  public Path of(NativeSet set) {
    return root.resolve(set.folder());
  }

  /** Whether a set is there, whole. */
  public boolean has(NativeSet set) {
    return lack(of(set)).isEmpty();
  }

  /**
   * A set's jars, to go before a class path; by name.
   *
   * @throws NativesException if it is not there: how to fetch it, and how much that is
   */
  public List<Path> jars(NativeSet set) throws NativesException {
    Optional<String> lack = lack(of(set));
    if (lack.isPresent()) {
      throw new NativesException(
          "%s (%s) is not there: %s; 'argand natives fetch %s' fetches it, about %s"
              .formatted(set.folder(), set.meaning(), lack.get(), set.folder(), set.size()));
    }
    try {
      return files(of(set)).stream().filter(file -> file.toString().endsWith(JAR)).toList();
    } catch (IOException e) {
      throw new NativesException("%s cannot be read: %s".formatted(of(set), e.getMessage()));
    }
  }

  /** Writes the list of the files that a folder holds. */
  static void writeList(Path folder) throws IOException {
    Properties list = new Properties();
    for (Path file : files(folder)) {
      list.setProperty(file.getFileName().toString(), Long.toString(Files.size(file)));
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve(LIST))) {
      list.store(out, null);
    }
  }

  /** Why a folder is no whole set, if it is none. */
  static Optional<String> lack(Path folder) {
    Path list = folder.resolve(LIST);
    if (!Files.isRegularFile(list)) {
      return Optional.of("there is no " + list);
    }
    Properties files = new Properties();
    try (InputStream in = Files.newInputStream(list)) {
      files.load(in);
      for (String name : files.stringPropertyNames()) {
        Path file = folder.resolve(name);
        long length = Long.parseLong(files.getProperty(name));
        if (!Files.isRegularFile(file) || Files.size(file) != length) {
          return Optional.of("%s must have %d bytes and has not".formatted(file, length));
        }
      }
    } catch (IOException | NumberFormatException e) {
      return Optional.of("%s cannot be read: %s".formatted(list, e.getMessage()));
    }
    return files.isEmpty() ? Optional.of(list + " is empty") : Optional.empty();
  }

  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).filter(f -> !f.endsWith(LIST)).sorted().toList();
    }
  }
}
