package dev.argand.search.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does a run in a worker JVM and hears what it says. */
public final class SearchRunner {
  private static final Logger LOG = LoggerFactory.getLogger(SearchRunner.class);
  private static final String LOG_FILE = "worker.log";

  private SearchRunner() {}

  /**
   * Does a run and returns when it is done. When the calling thread is interrupted the worker is
   * ended; when this JVM dies the worker ends by itself.
   *
   * @throws SearchException with one line for a person: what is wrong with the data or profile, or
   *     how the worker died and where its log is; if what was asked for cannot be, no folder that
   *     was not there before is left
   */
  public static RunResult run(SearchRequest request, ProgressListener listener)
      throws SearchException, InterruptedException {
    Path folder = request.runFolder().toAbsolutePath();
    boolean isNew = !Files.exists(folder);
    try {
      JsonNode made =
          WorkerJvm.run(
              request.compute(),
              WorkerMain.class,
              Stream.concat(
                      Stream.of(
                          request.data(),
                          request.profile(),
                          Long.toString(request.seed()),
                          folder.toString()),
                      request.compute().arguments().stream())
                  .toList(),
              folder.resolve(LOG_FILE),
              WorkerJvm.NO_LIMIT,
              listener);
      return RunResult.of(made, folder);
    } catch (SearchException e) {
      if (isNew && e.isInput()) {
        deleteUnbegun(folder);
      }
      throw e;
    }
  }

  /** What was refused before it began leaves no run behind. */
  private static void deleteUnbegun(Path folder) {
    try {
      if (!Files.exists(folder.resolve(RunFolder.CONFIG))) {
        Files.deleteIfExists(folder.resolve(LOG_FILE));
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      // Somebody else has begun there.
      LOG.info("{} stays: {}", folder, e.toString());
    }
  }
}
