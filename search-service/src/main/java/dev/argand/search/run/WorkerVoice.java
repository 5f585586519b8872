package dev.argand.search.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.argand.runtime.SettingException;
import dev.argand.search.data.DataException;
import dev.argand.search.natives.NativesException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a worker JVM speaks to its parent: a JSON object a line on standard output, with a {@code
 * progress}, {@code result}, {@code refusal} (what was asked for cannot be) or {@code error} in it.
 * What libraries print goes to standard error.
 *
 * <p>A worker ends when its standard input does, so that it never outlives its parent. Thread-safe.
 */
public final class WorkerVoice {
  /** Exit code of a worker that refused with a line for a person. */
  public static final int REFUSED = 1;

  /** Exit code of a worker whose parent went away. */
  static final int ORPHANED = 9;

  private static final Logger LOG = LoggerFactory.getLogger(WorkerVoice.class);

  private final PrintStream out;
  private final ObjectMapper json = new ObjectMapper();

  private WorkerVoice(PrintStream out) {
    this.out = out;
  }

  /** A worker's work: what it has made, as JSON shows it. */
  @FunctionalInterface
  public interface Work {
    /** Does it. What it throws is told to the parent: checked exceptions as refusals. */
    Map<String, ?> work(ProgressListener listener) throws Exception;
  }

  /** Does the work, tells the parent and ends this JVM. To be called by a worker's main method. */
  public static void speak(Work work) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    watchParent();
    int code = new WorkerVoice(out).tell(work);
    out.flush();
    // The engine's threads must not keep a finished worker alive.
    Runtime.getRuntime().halt(code);
  }

  private int tell(Work work) {
    try {
      print("result", work.work(this::progress));
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      print("error", "the run was interrupted");
    } catch (OutOfMemoryError e) {
      print("error", "the worker ran out of memory: " + e.getMessage());
    } catch (DataException | SettingException | NativesException e) {
      LOG.error("worker refused", e);
      print("refusal", String.valueOf(e.getMessage()));
    } catch (SearchException e) {
      LOG.error("worker refused", e);
      print(e.isInput() ? "refusal" : "error", String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("worker failed", e);
      print("error", "the worker failed: " + e);
    } catch (Exception e) {
      LOG.error("worker refused", e);
      print("error", String.valueOf(e.getMessage()));
    }
    return REFUSED;
  }

  private void progress(Progress progress) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("phase", progress.phase());
    map.put("done", progress.done());
    map.put("total", progress.total());
    map.put("values", progress.values());
    if (!progress.edges().isEmpty()) {
      map.put("edges", progress.edges());
    }
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
