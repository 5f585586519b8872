package dev.argand.search.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.signal.NonFiniteSampleException;
import dev.argand.signal.PcmAudio;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import dev.argand.signal.WavReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClipWavTest {
  @ParameterizedTest
  @EnumSource(PcmEncoding.class)
  void mono_oneChannel_keepsEveryByteAndTheRate(PcmEncoding encoding) throws IOException {
    PcmFormat format = new PcmFormat(11_025, 1, encoding);
    byte[] pcm = new byte[5 * encoding.bytesPerSample()];
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (byte) (11 * i % 60);
    }
    PcmAudio read = read(ClipWav.mono(format, pcm));
    assertThat(read.format()).isEqualTo(format);
    assertThat(read.pcm()).isEqualTo(pcm);
    assertThat(read.truncated()).isFalse();
  }

  @Test
  void mono_twoChannels_areMixed() throws IOException {
    byte[] pcm = {0, 64, 0, 0, 0, 0, 0, -64};
    PcmAudio read = read(ClipWav.mono(new PcmFormat(8_000, 2, PcmEncoding.S16LE), pcm));
    assertThat(read.format()).isEqualTo(new PcmFormat(8_000, 1, PcmEncoding.F32LE));
    ByteBuffer floats = ByteBuffer.wrap(read.pcm()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(floats.getFloat(0)).isEqualTo(0.25f);
    assertThat(floats.getFloat(4)).isEqualTo(-0.25f);
  }

  @ParameterizedTest
  @EnumSource(PcmEncoding.class)
  void whole_keepsEveryByteOfEveryChannel(PcmEncoding encoding) throws IOException {
    PcmFormat format = new PcmFormat(44_100, 2, encoding);
    byte[] pcm = new byte[6 * encoding.bytesPerSample()];
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (byte) (11 * i % 60);
    }
    PcmAudio read = read(ClipWav.whole(format, pcm));
    assertThat(read.format()).isEqualTo(format);
    assertThat(read.pcm()).isEqualTo(pcm);
    assertThat(read.truncated()).isFalse();
  }

  @Test
  void mono_notANumber_isRefused() {
    byte[] pcm = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(Float.NaN).array();
    assertThatThrownBy(() -> ClipWav.mono(new PcmFormat(8_000, 1, PcmEncoding.F32LE), pcm))
        .isInstanceOf(NonFiniteSampleException.class);
  }

  private static PcmAudio read(byte[] wav) throws IOException {
    return WavReader.read(new ByteArrayInputStream(wav), "clip");
  }
}
