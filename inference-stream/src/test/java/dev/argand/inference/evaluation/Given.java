package dev.argand.inference.evaluation;

import dev.argand.schemas.WindowId;
import dev.argand.schemas.avro.Label;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.schemas.avro.WindowDecision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records for tests: windows of 1000 samples at 1 kHz, so that a sample is 1000 microseconds. */
final class Given {
  static final String SESSION = "0001";
  static final long EPOCH_MICROS = 1_700_000_000_000_000L;
  static final String FRONT_END = "f".repeat(64);

  private Given() {}

  static Recognition window(String source, long k, long first, String said) {
    return window(source, SESSION, k, first, 1_000, said, "digest-1", 1);
  }

  static Recognition window(
      String source,
      String session,
      long k,
      long first,
      long samples,
      String said,
      String digest,
      int version) {
    return Recognition.newBuilder()
        .setDecision(WindowDecision.ACCEPTED)
        .setLevelDbfs(null)
        .setQuality(List.of())
        .setWindowId(WindowId.of(source, session, Route.CHAMPION, FRONT_END, k))
        .setSourceId(source)
        .setSessionId(session)
        .setRoute(Route.CHAMPION)
        .setFrontEndDigest(FRONT_END)
        .setWindowIndex(k)
        .setFirstSampleIndex(first)
        .setSampleCount(samples)
        .setSampleRateHz(1_000)
        .setStartTimeMicros(micros(first))
        .setEndTimeMicros(micros(first + samples))
        .setModelDigest(digest)
        .setModelVersion(version)
        .setAliasGeneration(version)
        .setLabel(said.equals("background") ? "bell" : said)
        .setScore(0.75f)
        .setThreshold(0.5f)
        .setAccepted(!said.equals("background"))
        .setScores(List.of(0.25f, 0.75f))
        .build();
  }

  static long micros(long sample) {
    return EPOCH_MICROS + sample * 1_000;
  }

  static Label samples(String id, String source, long first, long end, @Nullable String heard) {
    return label(id, source, heard)
        .setSessionId(SESSION)
        .setFirstSampleIndex(first)
        .setEndSampleIndex(end)
        .build();
  }

  static Label utc(String id, String source, long first, long end, @Nullable String heard) {
    return label(id, source, heard)
        .setStartTimeMicros(micros(first))
        .setEndTimeMicros(micros(end))
        .build();
  }

  static Label naming(String id, Recognition window, @Nullable String heard) {
    return label(id, window.getSourceId(), heard).setWindowId(window.getWindowId()).build();
  }

  static Label at(Label label, long atMicros) {
    return Label.newBuilder(label).setAtMicros(atMicros).build();
  }

  private static Label.Builder label(String id, String source, @Nullable String heard) {
    return Label.newBuilder()
        .setLabelId(id)
        .setSourceId(source)
        .setLabel(heard)
        .setWho("tester")
        .setAtMicros(1);
  }
}
