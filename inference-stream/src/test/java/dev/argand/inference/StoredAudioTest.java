package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.FrontEnd;
import dev.argand.signal.Resampler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Audio that was stored and that an instance with other settings or another model cannot hear. */
class StoredAudioTest {
  private static final FakeModel MODEL = new FakeModel("model-1", Rig.SMALL);

  private static final FrontEnd WIDE =
      new FrontEnd(32_000, 8_192, 4_096, 1_024, 512, 8, 50, 15_000, 10);

  private final TestAudio audio = TestAudio.noise("porch", "0001", 16_000, 2.0, 71);

  @Test
  void audio_whoseOtherChannelIsNoNumber_isAGap_afterAChangeOfChannels() {
    Rig rig = rig(ChannelSelection.LEFT);
    try {
      rig.send(stereo(0, 1_600, 0.25f, Float.NaN));
      rig = rig.restart(rig(ChannelSelection.MIX));
      assertThat(rig.chunks()).isNotEmpty();
      for (int at = 1_600; at < 16_000; at += 1_600) {
        rig.send(stereo(at, at + 1_600, 0.25f, 0.25f));
      }

      assertThat(rig.count(InferenceMeters.UNUSABLE_CHUNKS)).isEqualTo(1);
      assertThat(rig.recognitions())
          .hasSizeGreaterThan(4)
          .allMatch(window -> window.getFirstSampleIndex() >= 1_600);
    } finally {
      rig.close();
    }
  }

  @Test
  void heldFrame_whoseOtherChannelIsNoNumber_isMissing_afterAChangeOfChannels() {
    Rig rig = rig(ChannelSelection.LEFT);
    try {
      rig.send(stereo(0, 1_600, 0.25f, 0.25f));
      rig.send(stereo(3_200, 4_800, 0.25f, Float.NaN));
      rig = rig.restart(rig(ChannelSelection.MIX));
      rig.send(stereo(1_600, 3_200, 0.25f, 0.25f));
      for (int at = 4_800; at < 24_000; at += 1_600) {
        rig.send(stereo(at, at + 1_600, 0.25f, 0.25f));
      }

      assertThat(rig.count(InferenceMeters.UNUSABLE_CHUNKS)).isEqualTo(1);
      assertThat(rig.count(InferenceMeters.GAPS)).isEqualTo(1);
      assertThat(rig.recognitions())
          .hasSizeGreaterThan(4)
          .allMatch(window -> window.getFirstSampleIndex() >= 4_800);
    } finally {
      rig.close();
    }
  }

  @Test
  void silentSource_whoseRateTheChampionCannotHear_isGivenUp() {
    int awkwardHz = 12_345;
    assertThat(Resampler.supports(awkwardHz, Rig.SMALL.sampleRateHz())).isTrue();
    assertThat(Resampler.supports(awkwardHz, WIDE.sampleRateHz())).isFalse();
    TestAudio awkward = TestAudio.noise("porch", "0001", awkwardHz, 2.0, 72);
    Rig rig = new Rig(Rig.SMALL);
    try {
      rig.send(awkward.frame(0, 1_000));
      rig.send(awkward.frame(2_000, 3_000));
      rig = rig.restart(Rig.seated(new FakeModel("model-2", WIDE)));
      rig.letPass(Duration.ofSeconds(1));
      rig.letPass(Duration.ofSeconds(11));
      rig.emptyAtMillis = rig.clock.millis();
      rig.letPass(Duration.ofSeconds(1));

      assertThat(rig.chunks()).isEmpty();
      TestAudio other = TestAudio.noise("yard", "0001", 16_000, 1.0, 73);
      rig.send(other.frame(0, other.sampleFrames(), true));
      assertThat(rig.recognitions()).isNotEmpty();
    } finally {
      rig.close();
    }
  }

  private static Rig rig(ChannelSelection channels) {
    return new Rig(Rig.seated(MODEL), DetectionRule.USUAL, HearingRule.USUAL, null, channels);
  }

  private AudioFrame stereo(int from, int end, float left, float right) {
    ByteBuffer pcm = ByteBuffer.allocate((end - from) * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = from; i < end; i++) {
      pcm.putFloat(left).putFloat(right);
    }
    return AudioFrame.newBuilder(audio.frame(from, end))
        .setChannels(2)
        .setEncoding(FrameEncoding.F32LE)
        .setPcm(pcm.flip())
        .build();
  }
}
