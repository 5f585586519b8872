package dev.argand.search.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.argand.search.natives.NativesException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A child JVM on this JVM's class path that loads the engine in this one's place and says how far
 * it is on its standard output ({@link WorkerVoice}).
 *
 * <p>When the calling thread is interrupted the child is ended; when this JVM dies the child ends
 * by itself.
 */
public final class WorkerJvm {
  /** Longer than any run. */
  static final Duration NO_LIMIT = Duration.ofDays(3650);

  private static final ObjectMapper JSON = new ObjectMapper();

  private WorkerJvm() {}

  /**
   * Runs a program in a child and returns when it has ended, with its result.
   *
   * @param program has a main method that speaks through {@link WorkerVoice}
   * @param log where its standard error goes, behind what is there; its folder is made when missing
   * @throws SearchException with one line for a person: what the child said, or how it died
   * @throws InterruptedException when this thread is, or this JVM shuts down
   */
  public static JsonNode run(
      Class<?> program, List<String> arguments, Path log, ProgressListener listener)
      throws SearchException, InterruptedException {
    return run(Compute.PLAIN, program, arguments, log, NO_LIMIT, listener);
  }

  /**
   * Runs a program in a child that has the natives of a device before its class path.
   *
   * @param limit how long it may take
   * @throws SearchException as above, or when the natives are not there or the limit is over
   */
  static JsonNode run(
      Compute compute,
      Class<?> program,
      List<String> arguments,
      Path log,
      Duration limit,
      ProgressListener listener)
      throws SearchException, InterruptedException {
    Process worker = start(compute, program, arguments, log);
    Thread killer = new Thread(worker::destroyForcibly, "worker-killer");
    try {
      if (!addHook(killer)) {
        throw shuttingDown();
      }
      Conversation conversation = new Conversation(worker, listener);
      Thread reader = new Thread(conversation, "worker-reader");
      reader.setDaemon(true);
      reader.start();
      if (!worker.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        throw new SearchException(
            "the worker did not end within %d s; its log is %s".formatted(limit.toSeconds(), log));
      }
      int code = worker.exitValue();
      reader.join();
      if (isShuttingDown(killer)) {
        // The worker was ended by the hook, which says nothing of the run.
        throw shuttingDown();
      }
      return conversation.outcome(code, log);
    } finally {
      // Also when interrupted: the worker is gone when this returns.
      worker.destroyForcibly().onExit().join();
      isShuttingDown(killer);
    }
  }

  private static InterruptedException shuttingDown() {
    return new InterruptedException("this process is shutting down");
  }

  private static boolean addHook(Thread hook) {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      return true;
    } catch (IllegalStateException shuttingDown) {
      return false;
    }
  }

  /** Takes the hook away; a JVM whose hooks run does not let go of them. */
  private static boolean isShuttingDown(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException shuttingDown) {
      return true;
    }
  }

  private static Process start(Compute compute, Class<?> program, List<String> arguments, Path log)
      throws SearchException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                // More threads than free cores stall each other; batches are made on a second core.
                "-Dai.djl.pytorch.num_threads=1"));
    try {
      command.addAll(compute.jvmOptions());
      command.add("-cp");
      command.add(compute.classPath(System.getProperty("java.class.path")));
      command.add(program.getName());
      command.addAll(arguments);
      Path folder = log.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      // Appended: a second request for the same run has the same log while the first one's works.
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(compute.environment());
      return builder.start();
    } catch (NativesException e) {
      throw SearchException.input(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new SearchException("the worker cannot start, log " + log + ": " + e.getMessage());
    }
  }

  /** What a worker said. */
  private static final class Conversation implements Runnable {
    private final Process worker;
    private final ProgressListener listener;
    private volatile @Nullable JsonNode result;
    private volatile @Nullable String refusal;
    private volatile @Nullable String error;
    private volatile String unreadable = "";

    Conversation(Process worker, ProgressListener listener) {
      this.worker = worker;
      this.listener = listener;
    }

    @Override
    public void run() {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(worker.getInputStream(), StandardCharsets.UTF_8))) {
        String line;
        while ((line = lines.readLine()) != null) {
          hear(line);
        }
      } catch (IOException e) {
        unreadable = "; its words could not be read: " + e.getMessage();
      }
    }

    private void hear(String line) throws IOException {
      JsonNode said = JSON.readTree(line);
      if (said.has("progress")) {
        listener.onProgress(progress(said.get("progress")));
      } else if (said.has("result")) {
        result = said.get("result");
      } else if (said.has("refusal")) {
        refusal = said.get("refusal").textValue();
      } else if (said.has("error")) {
        error = said.get("error").textValue();
      }
    }

    private static Progress progress(JsonNode said) {
      List<EdgeState> edges = new ArrayList<>();
      said.path("edges")
          .forEach(
              edge ->
                  edges.add(
                      new EdgeState(
                          edge.get("cell").textValue(),
                          edge.get("source").intValue(),
                          edge.get("target").intValue(),
                          edge.get("gate").doubleValue(),
                          numbers(edge.get("weights")))));
      return new Progress(
          said.get("phase").textValue(),
          said.get("done").intValue(),
          said.get("total").intValue(),
          numbers(said.get("values")),
          edges);
    }

    private static Map<String, Double> numbers(JsonNode object) {
      Map<String, Double> numbers = new HashMap<>();
      // A number that is not finite is written as text.
      object.properties().forEach(e -> numbers.put(e.getKey(), e.getValue().asDouble(Double.NaN)));
      return numbers;
    }

    JsonNode outcome(int code, Path log) throws SearchException {
      JsonNode made = result;
      if (made != null && code == 0) {
        return made;
      }
      String refused = refusal;
      if (refused != null) {
        throw SearchException.input(refused);
      }
      String said = error;
      if (said != null) {
        throw new SearchException(said);
      }
      throw new SearchException(
          "the worker died with exit code %d; its log is %s%s".formatted(code, log, unreadable),
          SearchException.Kind.DEATH);
    }
  }
}
