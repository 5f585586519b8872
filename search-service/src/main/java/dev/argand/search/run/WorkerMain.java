package dev.argand.search.run;

import dev.argand.network.training.DivergedException;
import dev.argand.search.train.Run;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The worker's program: does one run and tells its parent. */
public final class WorkerMain {
  private WorkerMain() {}

  /** Arguments: data, profile, seed, run folder, and what {@link Compute#arguments} gives. */
  public static void main(String[] args) {
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
      return map(Run.execute(request, listener));
    } catch (DivergedException e) {
      throw new SearchException(String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, ?> map(RunResult result) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("runId", result.runId());
    map.put("bundle", result.bundle().toString());
    map.put("digest", result.digest());
    map.put("genotype", result.genotype());
    map.put("parameters", result.parameters());
    map.put("heldOutAccuracy", result.heldOutAccuracy());
    map.put("searchSeconds", result.searchSeconds());
    map.put("retrainSeconds", result.retrainSeconds());
    return map;
  }
}
