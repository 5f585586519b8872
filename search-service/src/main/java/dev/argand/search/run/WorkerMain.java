package dev.argand.search.run;

import dev.argand.network.DivergedException;
import dev.argand.runtime.PlainLocale;
import dev.argand.search.train.Run;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** The worker's program: does one run and tells its parent. */
public final class WorkerMain {
  private WorkerMain() {}

  /** Arguments: data, profile, seed, run folder, and what {@link Compute#arguments} gives. */
  public static void main(String[] args) {
    PlainLocale.set();
    SearchRequest request =
        new SearchRequest(
            args[0],
            args[1],
            Long.parseLong(args[2]),
            Path.of(args[3]),
            Compute.parse(Arrays.asList(args).subList(4, args.length)));
    WorkerVoice.speak(listener -> work(request, listener));
  }

  private static Map<String, ?> work(SearchRequest request, ProgressListener listener)
      throws Exception {
    request.compute().requireDevice();
    try {
      return Run.execute(request, listener).toMap();
    } catch (DivergedException e) {
      throw new SearchException(String.valueOf(e.getMessage()));
    }
  }
}
