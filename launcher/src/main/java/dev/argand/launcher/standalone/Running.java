package dev.argand.launcher.standalone;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * Where a running standalone is found: written into its home for other commands to read.
 *
 * @param pid its process
 * @param bootstrapServers its Kafka
 * @param address where its meters and health are served
 */
public record Running(long pid, String bootstrapServers, String address) {
  /** What a file says, unless it is missing or its process is gone. */
  static Optional<Running> read(Path file) throws IOException {
    Properties values = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      values.load(reader);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    long pid = Long.parseLong(values.getProperty("pid", "-1"));
    if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
      // It was killed hard; the next start writes the file anew.
      return Optional.empty();
    }
    return Optional.of(
        new Running(
            pid, values.getProperty("bootstrap.servers", ""), values.getProperty("address", "")));
  }

  /** Writes aside and renames, so that no reader sees half of it. */
  void write(Path file) throws IOException {
    Properties values = new Properties();
    values.setProperty("pid", Long.toString(pid));
    values.setProperty("bootstrap.servers", bootstrapServers);
    values.setProperty("address", address);
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    try (Writer writer = Files.newBufferedWriter(aside)) {
      values.store(writer, "the standalone that runs on this folder");
    }
    Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
