package dev.argand.search.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Does a run in a worker JVM and hears what it says. */
public final class SearchRunner {
  private static final String LOG_FILE = "worker.log";

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
  }
}
