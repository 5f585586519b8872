package dev.argand.search.gate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.argand.schemas.avro.GateResult;
import dev.argand.search.run.ProgressListener;
import dev.argand.search.run.SearchException;
import dev.argand.search.run.WorkerJvm;
import java.util.List;
import java.util.Optional;

/** Has the {@link Gate} judge in a worker JVM. */
public final class Judge {
  private static final String LOG_FILE = "judge.log";

  private Judge() {}

  /**
   * Compares and returns when it is done. When the calling thread is interrupted the worker is
   * ended; when this JVM dies the worker ends by itself.
   *
   * @throws SearchException with one line for a person: what is wrong with the data or a bundle, or
   *     how the worker died and where its log is
   */
  public static GateResult run(JudgeRequest request, ProgressListener listener)
      throws SearchException, InterruptedException {
    JsonNode said =
        WorkerJvm.run(
            JudgeMain.class,
            List.of(
                request.challenger().toAbsolutePath().toString(),
                Optional.ofNullable(request.champion())
                    .map(path -> path.toAbsolutePath().toString())
                    .orElse(JudgeMain.NONE),
                request.data(),
                Long.toString(request.seed())),
            request.folder().toAbsolutePath().resolve(LOG_FILE),
            listener);
    return GateResult.newBuilder()
        .setPromoted(said.get("promoted").booleanValue())
        .setReason(said.get("reason").textValue())
        .setChampionDigest(said.get("championDigest").textValue())
        .setChampionAccuracy(said.get("championAccuracy").doubleValue())
        .setChallengerAccuracy(said.get("challengerAccuracy").doubleValue())
        .setDifferenceLow(said.get("differenceLow").doubleValue())
        .setDifferenceHigh(said.get("differenceHigh").doubleValue())
        .setClips(said.get("clips").intValue())
        .setAtMicros(said.get("atMicros").longValue())
        .build();
  }
}
