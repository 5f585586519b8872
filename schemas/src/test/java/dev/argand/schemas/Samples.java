package dev.argand.schemas;

import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Complete records for tests. */
final class Samples {
  static final String FRONT_END = "0123456789abcdef".repeat(4);

  private Samples() {}

  static AudioFrame frame(byte[] pcm) {
    return new AudioFrame(
        "yard",
        "1700000000000-0a1b2c3d",
        1_600L,
        16_000,
        1,
        FrameEncoding.S16LE,
        1_700_000_000_100_000L,
        ByteBuffer.wrap(pcm),
        false);
  }

  static Recognition recognition() {
    return Recognition.newBuilder()
        .setWindowId("yard/s/champion/0123456789abcdef/7")
        .setSourceId("yard")
        .setSessionId("s")
        .setRoute(Route.CHAMPION)
        .setFrontEndDigest(FRONT_END)
        .setWindowIndex(7)
        .setFirstSampleIndex(53_760)
        .setSampleCount(16_000)
        .setSampleRateHz(16_000)
        .setStartTimeMicros(1)
        .setEndTimeMicros(1_000_001)
        .setModelDigest("d")
        .setModelVersion(3)
        .setAliasGeneration(2)
        .setLabel("dog")
        .setScore(0.75f)
        .setThreshold(0.5f)
        .setAccepted(true)
        .setScores(List.of(0.75f, 0.25f))
        .build();
  }

  static AliasEvent alias(String alias, @Nullable String digest, long expectedGeneration) {
    return new AliasEvent(alias, digest, expectedGeneration, "test", "because", 1L);
  }
}
