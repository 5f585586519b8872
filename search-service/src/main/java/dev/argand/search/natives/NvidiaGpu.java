package dev.argand.search.natives;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Whether this machine shows an NVIDIA GPU, without loading any native library. */
public final class NvidiaGpu {
  private static final long SECONDS = 10;

  private final List<String> query;
  private final Path driver;

  /** Looks through nvidia-smi, else in /proc/driver/nvidia. */
  public NvidiaGpu() {
    this(
        List.of("nvidia-smi", "--query-gpu=name", "--format=csv,noheader"),
        Path.of("/proc/driver/nvidia/gpus"));
  }

  NvidiaGpu(List<String> query, Path driver) {
    this.query = List.copyOf(query);
    this.driver = driver;
  }

  /** Name of the first GPU, if one is visible. */
  public Optional<String> name() throws InterruptedException {
    Optional<String> said = asked();
    return said.isPresent() ? said : driver();
  }

  private Optional<String> asked() throws InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(query).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      // No such program: no driver that is installed as usual.
      return Optional.empty();
    }
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        return Optional.empty();
      }
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      process.destroyForcibly();
    }
  }

  private Optional<String> driver() {
    try (Stream<Path> gpus = Files.list(driver)) {
      return gpus.findAny().map(gpu -> "NVIDIA GPU " + gpu.getFileName());
    } catch (IOException e) {
      // No driver: no GPU.
      return Optional.empty();
    }
  }
}
