package dev.argand.launcher.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@link MeasuredService} as its parent sees it. */
final class MeasuredProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedReader words;
  private final Writer requests;
  private final Path log;

  private MeasuredProcess(Process process, Path log) {
    this.process = process;
    this.words = process.inputReader(StandardCharsets.UTF_8);
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.log = log;
  }

  /**
   * Starts it and returns once it recognises.
   *
   * @param log its standard error
   * @throws IOException if it dies instead
   */
  static MeasuredProcess start(Map<String, String> settings, Path log) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-Dai.djl.pytorch.num_interop_threads=1",
                "-Dargand.log.own=WARN",
                "-Dargand.log.libraries=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                MeasuredService.class.getName()));
    settings.forEach((name, value) -> command.add(name + "=" + value));
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    MeasuredProcess measured = new MeasuredProcess(process, log);
    try {
      String word = measured.words.readLine();
      if (!MeasuredService.READY.equals(word)) {
        throw new IOException("recognition did not start: " + measured.lastWords());
      }
      return measured;
    } catch (IOException e) {
      measured.close();
      throw e;
    }
  }

  /** What it has done so far. */
  CpuReading read() throws IOException {
    requests.write("\n");
    requests.flush();
    String said = words.readLine();
    if (said == null) {
      throw new IOException("recognition ended while it was measured: " + lastWords());
    }
    return JSON.readValue(said, CpuReading.class);
  }

  /** The last line of its log, which is deleted with everything else. */
  private String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
  }

  /** Ends it; it is gone when this returns. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
