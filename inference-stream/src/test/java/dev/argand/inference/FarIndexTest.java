package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.PoisonReason;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.Recognition;
import dev.argand.signal.ChannelSelection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sample index that a source cannot have come to must not hide what comes after it. */
class FarIndexTest {
  private static final FakeModel MODEL = new FakeModel("model-1", Rig.SMALL);
  private static final int FRAME = 1_600;
  private static final long ONE_BIT = 1L << 40;

  private final TestAudio audio = TestAudio.noise("porch", "0001", 16_000, 2.0, 71);

  @ParameterizedTest
  @EnumSource
  void frameFarAhead_isSetAside_andTheRestIsHeard_alsoAfterARestart(Guarantee guarantee) {
    List<AudioFrame> frames = audio.frames(0, audio.sampleFrames(), FRAME);
    Rig before = rig(Guarantee.EXACTLY_ONCE);
    before.send(frames.subList(0, 8));
    before.send(moved(frames.get(8), ONE_BIT));
    List<Recognition> recognitions = before.recognitions();
    List<TestRecord<byte[], byte[]>> aside = before.quarantined();
    try (Rig rig = before.restart(rig(guarantee))) {
      rig.send(frames.subList(8, 12));
      rig.send(moved(frames.get(12), ONE_BIT));
      rig.send(frames.subList(12, frames.size()));
      rig.send(audio.lastWord());
      recognitions.addAll(rig.recognitions());
      aside.addAll(rig.quarantined());

      assertThat(Oracle.windows(recognitions)).isEqualTo(Oracle.windows(audio, MODEL));
      assertThat(aside)
          .hasSize(2)
          .allSatisfy(
              record ->
                  assertThat(header(record, QuarantineHeader.REASON))
                      .isEqualTo(PoisonReason.INDEX_OUT_OF_RANGE.tag()));
      assertThat(header(aside.get(1), QuarantineHeader.DETAIL))
          .isEqualTo(
              "firstSampleIndex must leave out at most the 0 s that have passed and 600 s, leaves"
                  + " out 68719477 s: 19200 was expected, was 1099511646976");
      assertThat(rig.count(InferenceMeters.GAPS)).isZero();
      assertThat(rig.count(InferenceMeters.DUPLICATES)).isZero();
    }
  }

  /** As after a night without a network, of a sender that counts on. */
  @Test
  void audioThatIsMissing_asLongAsTheClocksSay_isAGap() {
    try (Rig rig = rig(Guarantee.EXACTLY_ONCE)) {
      List<AudioFrame> frames = audio.frames(0, audio.sampleFrames(), FRAME);
      rig.send(frames.subList(0, 10));
      assertThat(rig.recognitions()).isNotEmpty();
      Duration night = Duration.ofHours(9);
      rig.letPass(night);
      long samples = night.toSeconds() * 16_000;
      frames.subList(10, 20).forEach(frame -> rig.send(moved(frame, samples)));

      assertThat(rig.quarantined()).isEmpty();
      assertThat(rig.count(InferenceMeters.GAPS)).isEqualTo(1);
      assertThat(rig.recognitions()).anyMatch(r -> r.getFirstSampleIndex() >= samples);
    }
  }

  /** As of a recording that is played as fast as Kafka takes it: Kafka's clock stands still. */
  @Test
  void audioThatIsMissing_asLongAsCaptureTimesSay_isAGap() {
    try (Rig rig = rig(Guarantee.EXACTLY_ONCE)) {
      long hour = 3_600;
      rig.send(audio.frame(0, 16_000));
      AudioFrame far = moved(audio.frame(16_000, 32_000), hour * 16_000);
      rig.send(TestAudio.capturedAt(far, far.getCaptureTimeMicros() + hour * 1_000_000));

      assertThat(rig.quarantined()).isEmpty();
      assertThat(rig.count(InferenceMeters.GAPS)).isEqualTo(1);
    }
  }

  @Test
  void replay_saysWhatTheLiveStreamSaid() {
    List<AudioFrame> frames = new ArrayList<>(audio.frames(0, audio.sampleFrames(), FRAME));
    frames.add(7, moved(frames.get(3), ONE_BIT));
    frames.add(audio.lastWord());
    List<Recognition> live;
    try (Rig rig = rig(Guarantee.EXACTLY_ONCE)) {
      rig.send(frames);
      live = rig.recognitions();
    }
    List<Recognition> replayed = new ArrayList<>();
    Replay replay = new Replay(MODEL, 1, 1, ChannelSelection.MIX, HearingRule.USUAL, replayed::add);
    frames.forEach(frame -> replay.hear(Rig.key(frame), Rig.value(frame), Rig.NOW.toEpochMilli()));
    replay.finish();

    assertThat(live).isNotEmpty();
    assertThat(replayed).isEqualTo(live);
    assertThat(replay.poisoned()).isEqualTo(1);
  }

  private static AudioFrame moved(AudioFrame frame, long samples) {
    return AudioFrame.newBuilder(frame)
        .setFirstSampleIndex(frame.getFirstSampleIndex() + samples)
        .build();
  }

  private static String header(TestRecord<byte[], byte[]> record, QuarantineHeader name) {
    Header header = record.headers().lastHeader(name.key());
    return new String(header.value(), StandardCharsets.UTF_8);
  }

  private static Rig rig(Guarantee guarantee) {
    return switch (guarantee) {
      case EXACTLY_ONCE -> new Rig(Rig.seated(MODEL));
      case AT_LEAST_ONCE ->
          new Rig(
              Rig.seated(MODEL),
              DetectionRule.USUAL,
              HearingRule.USUAL.reordering(ReorderRule.NONE),
              partition -> Long.MAX_VALUE);
    };
  }
}
