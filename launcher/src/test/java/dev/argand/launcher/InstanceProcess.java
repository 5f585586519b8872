package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.argand.inference.Guarantee;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An instance of recognition in a process of its own, a {@link CrashChild}. */
final class InstanceProcess implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(InstanceProcess.class);
  private static final int LAST_LINES = 40;

  private final String name;
  private final Process process;
  private final Path said;
  private final long startedNanos = System.nanoTime();
  private final Thread listener = new Thread(this::listen, "instance-listener");
  private volatile boolean ready;

  private InstanceProcess(String name, Process process, Path said) {
    this.name = name;
    this.process = process;
    this.said = said;
    listener.setDaemon(true);
    listener.start();
  }

  /**
   * Starts one; it is not ready yet.
   *
   * @param name its lasting name
   * @param folder for its state and its log, which all lives of a name share
   * @param standbys how many copies of each partition's state others keep
   * @param seed of the delays of what it sends
   */
  static InstanceProcess start(
      String name,
      Path folder,
      String bootstrapServers,
      Guarantee guarantee,
      int standbys,
      long seed)
      throws IOException {
    Path said = folder.resolve(name + ".log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CrashChild.class.getName(),
                bootstrapServers,
                folder.resolve("state-" + name).toString(),
                Long.toString(seed),
                guarantee.name(),
                name,
                Integer.toString(standbys))
            .redirectError(ProcessBuilder.Redirect.appendTo(said.toFile()))
            .start();
    return new InstanceProcess(name, process, said);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns once it recognises; fails when it ends instead, or takes too long. */
  void awaitReady(Duration atMost) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!ready) {
      if (!isAlive() || System.nanoTime() > deadline) {
        fail("%s is %s and not ready: %s", name, isAlive() ? "alive" : "gone", lastWords());
      }
      Thread.sleep(20);
    }
  }

  /** Kills it, as the operating system would. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** Has it leave in order. */
  void leave(Duration atMost) throws IOException, InterruptedException {
    try (OutputStream words = process.getOutputStream()) {
      words.write('\n');
      words.flush();
      assertThat(process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS))
          .as("%s left within %s: %s", name, atMost, lastWords())
          .isTrue();
    }
    assertThat(process.exitValue()).as(lastWords()).isZero();
  }

  /** Stops it in the middle of whatever it does, for as long as it pleases. */
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on as if nothing had been. */
  void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(signal, process.pid()))
            .inheritIO()
            .start()
            .waitFor();
    assertThat(status).as("kill -%s of %s", signal, name).isZero();
  }

  /** What it said last, and how it ended if it has. */
  String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(said);
    return (isAlive() ? "" : "ended with " + process.exitValue() + "; ")
        + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  private void listen() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        ready |= line.equals("ready");
        log.info(
            "{} is {} {} ms after its start",
            name,
            line,
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos));
      }
    } catch (IOException itWasKilled) {
      // It says nothing more.
    }
  }
}
