package dev.argand.search.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.argand.network.training.DivergedException;
import dev.argand.runtime.SettingException;
import dev.argand.search.data.DataException;
import dev.argand.search.train.Run;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's program: does one run and tells its parent on standard output, a JSON object a line
 * with a {@code progress}, {@code result} or {@code error} in it.
 *
 * <p>It ends when its standard input does, so that it never outlives its parent.
 */
public final class WorkerMain {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerMain.class);

  /** Exit code of a run that failed with a line for a person. */
  static final int REFUSED = 1;

  /** Exit code of a worker whose parent went away. */
  static final int ORPHANED = 9;

  private final PrintStream out;
  private final ObjectMapper json = new ObjectMapper();

  private WorkerMain(PrintStream out) {
    this.out = out;
  }

  /** Arguments: data, profile, seed, run folder. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    // What libraries print goes to the log, not between the lines of the protocol.
    System.setOut(System.err);
    watchParent();
    int code = new WorkerMain(out).work(args);
    out.flush();
    // The engine's threads must not keep a finished worker alive.
    Runtime.getRuntime().halt(code);
  }

  private int work(String[] args) {
    SearchRequest request =
        new SearchRequest(args[0], args[1], Long.parseLong(args[2]), Path.of(args[3]));
    try {
      RunResult result = Run.execute(request, this::progress);
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("runId", result.runId());
      map.put("bundle", result.bundle().toString());
      map.put("digest", result.digest());
      map.put("genotype", result.genotype());
      map.put("parameters", result.parameters());
      map.put("heldOutAccuracy", result.heldOutAccuracy());
      map.put("searchSeconds", result.searchSeconds());
      map.put("retrainSeconds", result.retrainSeconds());
      print("result", map);
      return 0;
    } catch (DataException | SettingException | IOException | DivergedException e) {
      LOG.error("run refused", e);
      print("error", String.valueOf(e.getMessage()));
      return REFUSED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      print("error", "the run was interrupted");
      return REFUSED;
    } catch (OutOfMemoryError e) {
      print("error", "the worker ran out of memory: " + e.getMessage());
      return REFUSED;
    } catch (RuntimeException e) {
      LOG.error("run failed", e);
      print("error", "the worker failed: " + e);
      return REFUSED;
    }
  }

  private void progress(Progress progress) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("phase", progress.phase());
    map.put("done", progress.done());
    map.put("total", progress.total());
    map.put("values", progress.values());
    print("progress", map);
  }

  private synchronized void print(String key, Object value) {
    try {
      out.println(json.writeValueAsString(Map.of(key, value)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void watchParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Only the end matters.
                }
              } catch (IOException e) {
                LOG.warn("standard input failed", e);
              }
              Runtime.getRuntime().halt(ORPHANED);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }
}
