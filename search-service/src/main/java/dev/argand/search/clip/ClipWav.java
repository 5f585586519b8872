package dev.argand.search.clip;

import dev.argand.signal.ChannelSelection;
import dev.argand.signal.PcmDecoder;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes cut audio as a WAV file at its own rate; equal audio gives equal bytes.
 *
 * <p>To learn from, it is one channel: the samples of one channel stay as they are, byte for byte,
 * in their own encoding; several channels are mixed into 32-bit floats. To keep, it is what the
 * source sent: all channels, byte for byte.
 */
final class ClipWav {
  private static final int HEADER_BYTES = 44;
  private static final short PCM = 1;
  private static final short IEEE_FLOAT = 3;

  private ClipWav() {}

  /** All channels as they came, whatever their samples are. */
  static byte[] whole(PcmFormat format, byte[] pcm) {
    return file(format, pcm);
  }

  /**
   * One channel of finite samples.
   *
   * @throws dev.argand.signal.NonFiniteSampleException if a sample is NaN or infinite
   */
  static byte[] mono(PcmFormat format, byte[] pcm) {
    if (format.channels() == 1 && !format.encoding().isFloat()) {
      return file(format, pcm);
    }
    float[] mixed = new float[pcm.length / format.bytesPerSampleFrame()];
    new PcmDecoder(format, ChannelSelection.MIX).decode(pcm, 0, pcm.length, mixed, 0);
    if (format.channels() == 1) {
      return file(format, pcm);
    }
    ByteBuffer floats =
        ByteBuffer.allocate(Float.BYTES * mixed.length).order(ByteOrder.LITTLE_ENDIAN);
    floats.asFloatBuffer().put(mixed);
    return file(new PcmFormat(format.sampleRateHz(), 1, PcmEncoding.F32LE), floats.array());
  }

  private static byte[] file(PcmFormat format, byte[] pcm) {
    int pad = pcm.length % 2;
    int sampleBytes = format.encoding().bytesPerSample();
    int frameBytes = format.bytesPerSampleFrame();
    ByteBuffer wav =
        ByteBuffer.allocate(HEADER_BYTES + pcm.length + pad).order(ByteOrder.LITTLE_ENDIAN);
    wav.put(ascii("RIFF")).putInt(HEADER_BYTES - 8 + pcm.length + pad).put(ascii("WAVE"));
    wav.put(ascii("fmt ")).putInt(16);
    wav.putShort(format.encoding().isFloat() ? IEEE_FLOAT : PCM);
    wav.putShort((short) format.channels());
    wav.putInt(format.sampleRateHz()).putInt(frameBytes * format.sampleRateHz());
    wav.putShort((short) frameBytes).putShort((short) (8 * sampleBytes));
    wav.put(ascii("data")).putInt(pcm.length).put(pcm);
    return wav.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
