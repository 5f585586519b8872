package dev.argand.launcher.replay;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Micros;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.schemas.avro.WindowDecision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Recognitions for tests. */
final class Windows {
  static final List<String> LABELS = List.of("background", "bell", "dog");

  static {
    // Avro copies only what a codec has declared safe.
    AvroCodec.of(Recognition.class);
  }

  private Windows() {}

  static Recognition startingAt(Instant start) {
    return Recognition.newBuilder(window("s1", "f", 0, 480, 1_000, "bell", 0.9f))
        .setStartTimeMicros(Micros.of(start))
        .build();
  }

  static Recognition window(
      String session, String frontEnd, long k, long hop, long samples, String label, float score) {
    List<Float> scores = new ArrayList<>();
    for (String each : LABELS) {
      scores.add(each.equals(label) ? score : (1 - score) / 2);
    }
    return Recognition.newBuilder()
        .setDecision(WindowDecision.ACCEPTED)
        .setLevelDbfs(null)
        .setQuality(List.of())
        .setWindowId(session + k)
        .setSourceId("porch")
        .setSessionId(session)
        .setRoute(Route.CHAMPION)
        .setFrontEndDigest(frontEnd)
        .setWindowIndex(k)
        .setFirstSampleIndex(k * hop)
        .setSampleCount(samples)
        .setSampleRateHz(16_000)
        .setStartTimeMicros(0)
        .setEndTimeMicros(0)
        .setModelDigest("m")
        .setModelVersion(1)
        .setAliasGeneration(1)
        .setLabel(label)
        .setScore(score)
        .setThreshold(0.5f)
        .setAccepted(true)
        .setScores(scores)
        .build();
  }
}
