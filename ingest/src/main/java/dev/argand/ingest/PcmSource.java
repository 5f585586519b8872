package dev.argand.ingest;

import dev.argand.signal.AudioClip;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Audio that is in memory. Bytes behind its last whole sample frame are left out. */
final class PcmSource implements AudioSource {
  private final PcmFormat format;
  private final ByteBuffer pcm;

  PcmSource(PcmFormat format, byte[] pcm) {
    this.format = format;
    this.pcm = ByteBuffer.wrap(pcm, 0, pcm.length - pcm.length % format.bytesPerSampleFrame());
  }

  /** A clip as 32-bit floats, which keep its samples bit for bit. */
  static PcmSource of(AudioClip clip) {
    float[] samples = clip.samples();
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float sample : samples) {
      bytes.putFloat(sample);
    }
    return new PcmSource(new PcmFormat(clip.sampleRateHz(), 1, PcmEncoding.F32LE), bytes.array());
  }

  @Override
  public PcmFormat format() {
    return format;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    if (!pcm.hasRemaining()) {
      return -1;
    }
    int whole = length - length % format.bytesPerSampleFrame();
    int given = Math.min(whole, pcm.remaining());
    pcm.get(buffer, offset, given);
    return given;
  }
}
