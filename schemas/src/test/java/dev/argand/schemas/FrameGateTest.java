package dev.argand.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.FrameGate.Refused;
import dev.argand.schemas.FrameGate.Sound;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class FrameGateTest {
  private static final AvroCodec<AudioFrame> CODEC = AvroCodec.of(AudioFrame.class);
  private static final long ARRIVED = 1_772_000_100_000L;
  private static final String SESSION = "1772000000000-0000000a";

  @Test
  void frame_whoseFieldsFit_isSound() {
    FrameGate.Verdict verdict = read("porch", frame -> frame);

    assertThat(verdict).isInstanceOf(Sound.class);
    assertThat(((Sound) verdict).frame().getSessionId()).isEqualTo(SESSION);
  }

  @Test
  void sessionThatBeginsAfterItCame_byMoreThanAnHour_isRefused() {
    long latest = ARRIVED + 3_600_000;

    assertThat(read("porch", frame -> frame.setSessionId(latest + "-a"))).isInstanceOf(Sound.class);
    assertThat(read("porch", frame -> frame.setSessionId((latest + 1) + "-a")))
        .isEqualTo(
            new Refused(
                PoisonReason.FUTURE_SESSION,
                "a session may begin at most 3600 s after Kafka has its frames, 1772003700001-a is"
                    + " 3600 s ahead"));
  }

  @Test
  void keyOfAnotherSource_isRefused() {
    assertThat(read("porch", frame -> frame.setSourceId("hall")))
        .isEqualTo(
            new Refused(PoisonReason.KEY_MISMATCH, "the key must be the sourceId hall, is porch"));
    assertThat(FrameGate.read(null, bytes(frame -> frame), ARRIVED))
        .isEqualTo(
            new Refused(
                PoisonReason.KEY_MISMATCH, "the key must be the sourceId porch, is missing"));
  }

  @Test
  void sampleIndex_thatNoClockCounts_isRefused() {
    assertThat(read("porch", frame -> frame.setFirstSampleIndex(1L << 44)))
        .isInstanceOf(Sound.class);
    assertThat(read("porch", frame -> frame.setFirstSampleIndex((1L << 44) + 1)))
        .isEqualTo(
            new Refused(
                PoisonReason.INDEX_OUT_OF_RANGE,
                "firstSampleIndex must be in [0, 2^44], was 17592186044417"));
    assertThat(read("porch", frame -> frame.setFirstSampleIndex(-1))).isInstanceOf(Refused.class);
  }

  @Test
  void noRecord_isRefused() {
    byte[] key = "porch".getBytes(StandardCharsets.UTF_8);

    assertThat(FrameGate.read(key, null, ARRIVED))
        .isEqualTo(new Refused(PoisonReason.UNDECODABLE, "the record has no value"));
    assertThat(FrameGate.read(key, new byte[] {1, 2, 3}, ARRIVED)).isInstanceOf(Refused.class);
  }

  private static FrameGate.Verdict read(String key, UnaryOperator<AudioFrame.Builder> change) {
    return FrameGate.read(key.getBytes(StandardCharsets.UTF_8), bytes(change), ARRIVED);
  }

  private static byte[] bytes(UnaryOperator<AudioFrame.Builder> change) {
    AudioFrame.Builder frame =
        AudioFrame.newBuilder()
            .setSourceId("porch")
            .setSessionId(SESSION)
            .setFirstSampleIndex(0)
            .setSampleRateHz(16_000)
            .setChannels(1)
            .setEncoding(FrameEncoding.S16LE)
            .setCaptureTimeMicros(1_772_000_000_100_000L)
            .setPcm(ByteBuffer.allocate(3_200))
            .setEndOfSession(false);
    return CODEC.encode(change.apply(frame).build());
  }
}
