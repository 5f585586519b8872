package dev.argand.search.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts a worker JVM for a run and hears what it says. */
public final class SearchRunner {
  private static final String LOG_FILE = "worker.log";
  private static final ObjectMapper JSON = new ObjectMapper();

  private SearchRunner() {}

  /**
   * Does a run and returns when it is done. When the calling thread is interrupted the worker is
   * ended; when this JVM dies the worker ends by itself.
   *
   * @throws SearchException with one line for a person: what is wrong with the data or profile, or
   *     how the worker died and where its log is
   */
  public static RunResult run(SearchRequest request, ProgressListener listener)
      throws SearchException, InterruptedException {
    Path folder = request.runFolder().toAbsolutePath();
    Path log = folder.resolve(LOG_FILE);
    Process worker = start(request, folder, log);
    Thread killer = new Thread(worker::destroyForcibly, "worker-killer");
    Runtime.getRuntime().addShutdownHook(killer);
    Conversation conversation = new Conversation(worker, listener);
    Thread reader = new Thread(conversation, "worker-reader");
    reader.setDaemon(true);
    reader.start();
    try {
      int code = worker.waitFor();
      reader.join();
      return conversation.outcome(code, log);
    } finally {
      // Also when interrupted: the worker is gone when this returns.
      worker.destroyForcibly().onExit().join();
      removeHook(killer);
    }
  }

  private static void removeHook(Thread killer) {
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // Already shutting down: the hook runs, and ends the worker.
      return;
    }
  }

  private static Process start(SearchRequest request, Path folder, Path log)
      throws SearchException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-Dai.djl.offline=true",
            "-DOPT_OUT_TRACKING=true",
            // More threads than free cores stall each other; batches are made on a second core.
            "-Dai.djl.pytorch.num_threads=1",
            "-cp",
            System.getProperty("java.class.path"),
            WorkerMain.class.getName(),
            request.data(),
            request.profile(),
            Long.toString(request.seed()),
            folder.toString());
    try {
      Files.createDirectories(folder);
      return new ProcessBuilder(command).redirectError(log.toFile()).start();
    } catch (IOException e) {
      throw new SearchException("the run cannot start in " + folder + ": " + e.getMessage());
    }
  }

  /** What a worker said. */
  private static final class Conversation implements Runnable {
    private final Process worker;
    private final ProgressListener listener;
    private volatile @Nullable JsonNode result;
    private volatile @Nullable String error;

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
          hear(JSON.readTree(line));
        }
      } catch (IOException e) {
        error = "the worker's words could not be read: " + e.getMessage();
      }
    }

    private void hear(JsonNode said) {
      if (said.has("progress")) {
        JsonNode progress = said.get("progress");
        Map<String, Double> values = new HashMap<>();
        progress
            .get("values")
            .properties()
            .forEach(value -> values.put(value.getKey(), value.getValue().doubleValue()));
        listener.onProgress(
            new Progress(
                progress.get("phase").textValue(),
                progress.get("done").intValue(),
                progress.get("total").intValue(),
                values));
      } else if (said.has("result")) {
        result = said.get("result");
      } else if (said.has("error")) {
        error = said.get("error").textValue();
      }
    }

    RunResult outcome(int code, Path log) throws SearchException {
      JsonNode made = result;
      if (made != null && code == 0) {
        return new RunResult(
            made.get("runId").textValue(),
            Path.of(made.get("bundle").textValue()),
            made.get("digest").textValue(),
            made.get("genotype").textValue(),
            made.get("parameters").longValue(),
            made.get("heldOutAccuracy").doubleValue(),
            made.get("searchSeconds").doubleValue(),
            made.get("retrainSeconds").doubleValue());
      }
      String said = error;
      throw new SearchException(
          said != null
              ? said
              : "the search worker died with exit code " + code + "; its log is " + log);
    }
  }
}
