package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.QualityFlag;
import dev.argand.schemas.avro.Recognition;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.CounterRandom;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A replay says what the live stream said, record by record. */
class ReplayTest {
  private static final AvroCodec<AudioFrame> FRAMES = AvroCodec.of(AudioFrame.class);
  private static final HashModel MODEL = new HashModel(Rig.SMALL);

  @Test
  void wholeTopic_givesTheLiveRecognitions_inEveryField() {
    List<AudioFrame> topic = new ArrayList<>();
    TestAudio porch = TestAudio.noise("porch", "0001", 16_000, 2.0, 1);
    TestAudio yard = TestAudio.noise("yard", "0001", 44_100, 2.0, 2);
    TestAudio later = TestAudio.noise("porch", "0002", 8_000, 1.0, 3);
    topic.addAll(porch.randomFrames(CounterRandom.of(4), 2_000));
    topic.addAll(yard.frames(0, 30_000, 4_410));
    // A repeat, a gap, a later session, and a frame of the older one.
    topic.add(porch.frame(0, 1_600));
    topic.addAll(yard.frames(40_000, yard.sampleFrames(), 4_410));
    topic.addAll(later.frames(0, 4_000, 800));
    topic.add(porch.frame(0, 1_600));
    topic.addAll(later.frames(4_000, 8_000, 800));
    topic.add(later.lastWord());

    List<Recognition> live = live(topic);

    assertThat(live).hasSize(30);
    assertThat(replay(topic)).isEqualTo(live);
  }

  @Test
  void replayThatBeginsWithinASession_givesTheLiveRecognitions_fromALittleLaterOn() {
    TestAudio audio = TestAudio.noise("porch", "0001", 44_100, 4.0, 5);
    List<AudioFrame> topic = audio.frames(0, audio.sampleFrames(), 4_410);
    List<Recognition> live = live(topic);
    int firstFrame = 13;
    long historyEnd = firstFrame * 4_410 + 44_100 / 20;

    List<Recognition> replayed = replay(topic.subList(firstFrame, topic.size()));
    // The first window behind what is missing says so; in the live stream nothing was missing.
    replayed.removeIf(r -> r.getFirstSampleIndex() < historyEnd + Rig.SMALL.sourceStart(1, 44_100));
    live.removeIf(r -> r.getFirstSampleIndex() < historyEnd + Rig.SMALL.sourceStart(1, 44_100));

    assertThat(live).hasSizeGreaterThan(10);
    assertThat(replayed).isEqualTo(live);
  }

  @Test
  void replayByTheSettingsOfTheLiveStream_isTheLiveStream_whereTheUsualOnesAreNot() {
    TestAudio audio = TestAudio.noise("porch", "0001", 16_000, 2.0, 7);
    List<AudioFrame> topic = new ArrayList<>(audio.frames(0, audio.sampleFrames(), 1_600));
    // One that comes too early: those after it wait, or what is missing is a gap at once.
    topic.add(9, topic.remove(8));
    HearingRule unlike =
        new HearingRule(
            ReorderRule.NONE,
            OverloadRule.USUAL,
            new QualityRule(0.001, -1, 0.05, Duration.ofSeconds(10)),
            DecisionRule.USUAL);
    List<Recognition> live;
    try (Rig rig = new Rig(Rig.seated(MODEL), DetectionRule.USUAL, unlike)) {
      rig.send(topic);
      live = new ArrayList<>(rig.recognitions());
    }

    assertThat(replay(topic, unlike)).isEqualTo(live);
    assertThat(replay(topic, unlike.reordering(ReorderRule.USUAL))).hasSizeGreaterThan(live.size());
    assertThat(live).allMatch(r -> r.getQuality().contains(QualityFlag.SILENT));
    assertThat(replay(topic)).noneMatch(r -> r.getQuality().contains(QualityFlag.SILENT));
  }

  @Test
  void poison_isCounted_andChangesNothing() {
    TestAudio audio = TestAudio.noise("porch", "0001", 16_000, 1.0, 6);
    List<Recognition> heard = new ArrayList<>();
    Replay replay = into(heard);
    replay.hear(null, new byte[] {1, 2, 3}, 0);
    for (AudioFrame frame : audio.frames(0, audio.sampleFrames(), 1_600)) {
      hear(replay, frame);
    }
    hear(replay, TestAudio.noise("porch", "0001", 8_000, 1.0, 6).frame(0, 800));
    hear(replay, audio.lastWord());

    assertThat(replay.poisoned()).isEqualTo(2);
    assertThat(Oracle.windows(heard)).isEqualTo(Oracle.windows(audio, MODEL));
  }

  private static List<Recognition> live(List<AudioFrame> topic) {
    try (Rig rig = new Rig(Rig.seated(MODEL))) {
      rig.send(topic);
      return new ArrayList<>(rig.recognitions());
    }
  }

  private static List<Recognition> replay(List<AudioFrame> topic) {
    return replay(topic, HearingRule.USUAL);
  }

  private static List<Recognition> replay(List<AudioFrame> topic, HearingRule rule) {
    List<Recognition> heard = new ArrayList<>();
    Replay replay = new Replay(MODEL, 1, 1, ChannelSelection.MIX, rule, heard::add);
    topic.forEach(frame -> hear(replay, frame));
    assertThat(replay.poisoned()).isZero();
    return heard;
  }

  private static Replay into(List<Recognition> heard) {
    return new Replay(MODEL, 1, 1, ChannelSelection.MIX, HearingRule.USUAL, heard::add);
  }

  private static void hear(Replay replay, AudioFrame frame) {
    byte[] key = frame.getSourceId().getBytes(StandardCharsets.UTF_8);
    replay.hear(key, FRAMES.encode(frame), Rig.NOW.toEpochMilli());
  }
}
