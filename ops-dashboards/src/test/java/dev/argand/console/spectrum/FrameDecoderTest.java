package dev.argand.console.spectrum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

final class FrameDecoderTest {
  @Test
  void stereo_isMixed() {
    byte[] pcm = {0, 0x40, 0, (byte) 0xC0, 0, 0x40, 0, 0};

    assertThat(FrameDecoder.decode(frame(2, FrameEncoding.S16LE, pcm)))
        .hasValue(new float[] {0, 0.25f});
  }

  @Test
  void frame_thatIsNone_hasNoSamples() {
    byte[] nan = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(Float.NaN).array();

    assertThat(FrameDecoder.decode(frame(1, FrameEncoding.F32LE, nan))).isEmpty();
    assertThat(FrameDecoder.decode(frame(1, FrameEncoding.S16LE, new byte[3]))).isEmpty();
    assertThat(FrameDecoder.decode(frame(0, FrameEncoding.S16LE, new byte[2]))).isEmpty();
    assertThat(FrameDecoder.decode(frame(1, FrameEncoding.UNKNOWN, new byte[2]))).isEmpty();
  }

  private static AudioFrame frame(int channels, FrameEncoding encoding, byte[] pcm) {
    return new AudioFrame(
        "porch", "1", 0L, 16_000, channels, encoding, 0L, ByteBuffer.wrap(pcm), false);
  }
}
