package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.signal.FrontEnd;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bytes in changelogs over bytes of audio: windows of five seconds, a commit every 100 ms. Kafka's
 * test driver commits after each record; the cache that Streams has before a changelog, which
 * writes what a key had last when it is committed, is made up for here.
 */
class ChangelogRatioTest {
  private static final FrontEnd FIVE_SECONDS =
      new FrontEnd(16_000, 80_000, 40_000, 1_024, 800, 8, 50, 7_900, 10);

  private static final int RATE_HZ = 16_000;
  private static final int COMMIT_SAMPLES = RATE_HZ / 10;

  /** Each sample is stored and deleted again. */
  private static final int SAMPLES = 55 * COMMIT_SAMPLES;

  private static final List<String> CHANGELOGS =
      List.of("rig-head-changelog", "rig-chunks-changelog", "rig-events-changelog");

  /** What a record has beside key, value and three lengths. */
  private static final int RECORD_BYTES = 6;

  /** What 16 KiB of records take beside them. */
  private static final double BATCH_SHARE = 61.0 / 16_384;

  @ParameterizedTest
  @CsvSource({
    "50, 1600, EXACTLY_ONCE",
    "50, 1600, AT_LEAST_ONCE",
    "50, 320, EXACTLY_ONCE",
    "50, 320, AT_LEAST_ONCE",
    "1000, 1600, AT_LEAST_ONCE"
  })
  void changelogs_stayBelowThirteenTenthsOfTheAudio(
      int sources, int frameSamples, Guarantee guarantee) {
    assertThat(ratio(sources, frameSamples, guarantee)).isBetween(1.0, 1.3);
  }

  /** The guarantee that stores less. */
  @Test
  @Tag("long")
  void changelogs_ofAThousandSources_heardOnce_stayBelowThirteenTenthsOfTheAudio() {
    assertThat(ratio(1_000, 1_600, Guarantee.EXACTLY_ONCE)).isBetween(1.0, 1.3);
  }

  private static double ratio(int sources, int frameSamples, Guarantee guarantee) {
    List<TestAudio> all = audio(sources);
    AtomicLong committed = new AtomicLong(Commits.NOTHING);
    boolean again = guarantee == Guarantee.AT_LEAST_ONCE;
    long audioBytes = 0;
    long sent = 0;
    double written = 0;
    try (Rig rig =
        new Rig(
            Rig.seated(new FakeModel("model-1", FIVE_SECONDS)),
            DetectionRule.USUAL,
            again ? HearingRule.USUAL.reordering(ReorderRule.NONE) : HearingRule.USUAL,
            again ? partition -> committed.get() : null)) {
      for (int at = 0; at < SAMPLES; at += COMMIT_SAMPLES) {
        for (int from = at; from < at + COMMIT_SAMPLES; from += frameSamples) {
          for (TestAudio audio : all) {
            AudioFrame frame = audio.frame(from, from + frameSamples);
            audioBytes += frame.getPcm().remaining();
            rig.send(frame);
            sent++;
          }
        }
        written += committed(rig);
        committed.set(sent);
      }
      for (TestAudio audio : all) {
        rig.send(audio.lastWord());
        sent++;
      }
      committed.set(sent);
      rig.send(TestAudio.noise("last", "0001", RATE_HZ, 0.1, 2).lastWord());
      written += committed(rig);
      assertThat(rig.chunks()).isEmpty();
    }
    double ratio = written / audioBytes;
    System.out.printf(
        "changelogs over audio, %d sources, %d bytes a frame, %s: %.3f%n",
        sources, 2 * frameSamples, guarantee, ratio);
    return ratio;
  }

  /** One noise, said by all. */
  private static List<TestAudio> audio(int sources) {
    TestAudio noise = TestAudio.noise("one", "0001", RATE_HZ, (double) SAMPLES / RATE_HZ, 1);
    PcmFormat format = new PcmFormat(RATE_HZ, 1, PcmEncoding.S16LE);
    List<TestAudio> all = new ArrayList<>();
    for (int i = 0; i < sources; i++) {
      all.add(
          new TestAudio(
              "microphone-%04d".formatted(i),
              "1700000000000-%08x".formatted(i),
              format,
              noise.pcm()));
    }
    return all;
  }

  /** Bytes of what a commit now would write, since the last one. */
  private static double committed(Rig rig) {
    // Only bytes that are asked for go.
    rig.recognitions();
    rig.detections();
    double bytes = 0;
    for (String changelog : CHANGELOGS) {
      Map<ByteBuffer, Double> last = new HashMap<>();
      for (TestRecord<byte[], byte[]> record : rig.written(changelog)) {
        last.put(ByteBuffer.wrap(record.key()), size(record.key(), record.value()));
      }
      bytes += last.values().stream().mapToDouble(Double::doubleValue).sum();
    }
    return bytes;
  }

  /** Bytes of a record in an uncompressed log. */
  private static double size(byte[] key, byte @Nullable [] value) {
    int length =
        RECORD_BYTES
            + lengthBytes(key.length)
            + key.length
            + (value == null ? 1 : lengthBytes(value.length) + value.length);
    return (lengthBytes(length) + length) * (1 + BATCH_SHARE);
  }

  /** Kafka writes a length in 7 bits a byte, the lowest of which is its sign. */
  private static int lengthBytes(int length) {
    int bytes = 1;
    for (int left = length >> 6; left > 0; left >>= 7) {
      bytes++;
    }
    return bytes;
  }
}
