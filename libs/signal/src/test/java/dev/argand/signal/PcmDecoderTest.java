package dev.argand.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PcmDecoderTest {
  @Test
  void decode_integers_areScaledByTheirPowerOfTwoExactly() {
    assertThat(decode(PcmEncoding.U8, WavBytes.little(1, 0, 128, 192, 255)))
        .containsExactly(-1, 0, 0.5f, 127 / 128f);
    assertThat(decode(PcmEncoding.S16LE, WavBytes.little(2, -32_768, -1, 1, 32_767)))
        .containsExactly(-1, -1 / 32_768f, 1 / 32_768f, 32_767 / 32_768f);
    assertThat(decode(PcmEncoding.S24LE, WavBytes.little(3, -8_388_608, -1, 0x7F_FFFF)))
        .containsExactly(-1, -1 / 8_388_608f, 8_388_607 / 8_388_608f);
    assertThat(decode(PcmEncoding.S32LE, WavBytes.little(4, Integer.MIN_VALUE, 1 << 30, 1 << 8)))
        .containsExactly(-1, 0.5f, 1 / 8_388_608f);
  }

  @Test
  void decode_every16BitValue_isExact() {
    long[] values = new long[65_536];
    for (int i = 0; i < values.length; i++) {
      values[i] = i - 32_768L;
    }
    float[] out = decode(PcmEncoding.S16LE, WavBytes.little(2, values));
    for (int i = 0; i < values.length; i++) {
      if (out[i] * 32_768.0 != values[i]) {
        throw new AssertionError(values[i] + " became " + out[i]);
      }
    }
  }

  @Test
  void decode_floats_keepTheirValue() {
    long[] singles = {Float.floatToRawIntBits(0.1f), Float.floatToRawIntBits(-1.5f)};
    assertThat(decode(PcmEncoding.F32LE, WavBytes.little(4, singles))).containsExactly(0.1f, -1.5f);
    long[] doubles = {Double.doubleToRawLongBits(0.1), Double.doubleToRawLongBits(-1e-3)};
    assertThat(decode(PcmEncoding.F64LE, WavBytes.little(8, doubles)))
        .containsExactly(0.1f, -1e-3f);
  }

  @Test
  void decode_channels_mixLeftAndRight() {
    byte[] pcm = WavBytes.little(2, 16_384, -8_192, 32_767, 32_767);
    assertThat(decode(pcm, 2, ChannelSelection.MIX)).containsExactly(0.125f, 32_767 / 32_768f);
    assertThat(decode(pcm, 2, ChannelSelection.LEFT)).containsExactly(0.5f, 32_767 / 32_768f);
    assertThat(decode(pcm, 2, ChannelSelection.RIGHT)).containsExactly(-0.25f, 32_767 / 32_768f);
    // One channel is that channel, whatever is selected.
    assertThat(decode(pcm, 1, ChannelSelection.RIGHT)).hasSize(4).startsWith(0.5f);
  }

  @Test
  void cancelsWhenMixed_onlyWhereTheMixIsLost() {
    assertThat(stereo(9_000, -9_000, -20, 20).cancelsWhenMixed()).isTrue();
    assertThat(stereo(9_000, -9_001, -20, 20).cancelsWhenMixed()).as("85 dB below").isTrue();
    assertThat(stereo(9_000, -8_000, -20, 20).cancelsWhenMixed()).as("25 dB below").isFalse();
    assertThat(stereo(9_000, 9_000, -20, -20).cancelsWhenMixed()).isFalse();
    assertThat(stereo(9_000, 0, -20, 0).cancelsWhenMixed()).isFalse();
    assertThat(stereo(0, 0, 0, 0).cancelsWhenMixed()).as("silence").isFalse();
    PcmFormat mono = new PcmFormat(8_000, 1, PcmEncoding.S16LE);
    assertThat(new PcmAudio(mono, WavBytes.little(2, 5, -5), false).cancelsWhenMixed()).isFalse();
  }

  private static PcmAudio stereo(long... samples) {
    return new PcmAudio(
        new PcmFormat(8_000, 2, PcmEncoding.S16LE), WavBytes.little(2, samples), false);
  }

  @Test
  void decode_writesAtItsOffsetAndCountsSamples() {
    float[] out = {9, 9, 9, 9};
    PcmDecoder decoder =
        new PcmDecoder(new PcmFormat(8_000, 1, PcmEncoding.S16LE), ChannelSelection.MIX);
    assertThat(decoder.decode(WavBytes.little(2, 1, 16_384, 3), 2, 2, out, 1)).isEqualTo(1);
    assertThat(out).containsExactly(9, 0.5f, 9, 9);
  }

  @Test
  void decode_badInput_isNamed() {
    PcmDecoder decoder =
        new PcmDecoder(new PcmFormat(8_000, 2, PcmEncoding.S16LE), ChannelSelection.MIX);
    assertThatThrownBy(() -> decoder.decode(new byte[6], 0, 6, new float[2], 0))
        .hasMessage("expected whole sample frames of 4 bytes, were 6 bytes");
    byte[] infinite = WavBytes.little(4, 0, Float.floatToRawIntBits(Float.NEGATIVE_INFINITY));
    assertThatThrownBy(() -> decode(PcmEncoding.F32LE, infinite))
        .isInstanceOf(NonFiniteSampleException.class)
        .hasMessage("expected finite samples, sample 1 is -Infinity");
    assertThatThrownBy(() -> new PcmFormat(0, 1, PcmEncoding.U8)).hasMessageContaining("was 0");
    assertThatThrownBy(() -> new PcmFormat(1, 0, PcmEncoding.U8)).hasMessageContaining("was 0");
    assertThatThrownBy(() -> new AudioClip(new float[] {0, Float.NaN}, 8_000))
        .hasMessageContaining("sample 1 is NaN");
  }

  private static float[] decode(PcmEncoding encoding, byte[] pcm) {
    return new PcmAudio(new PcmFormat(8_000, 1, encoding), pcm, false)
        .mono(ChannelSelection.MIX)
        .samples();
  }

  private static float[] decode(byte[] pcm, int channels, ChannelSelection selection) {
    return new PcmAudio(new PcmFormat(8_000, channels, PcmEncoding.S16LE), pcm, false)
        .mono(selection)
        .samples();
  }
}
