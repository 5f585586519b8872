package dev.argand.signal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes clips as RIFF/WAVE with 16-bit signed samples: x times 32768 rounded to the nearest (ties
 * to even), clipped to [-32768, 32767].
 */
public final class WavWriter {
  private static final int HEADER_BYTES = 44;

  private WavWriter() {}

  /** Writes a clip to a file, replacing what is there. */
  public static void write(Path file, AudioClip clip) throws IOException {
    Files.write(file, bytes(clip));
  }

  /** The bytes of a WAV file. */
  public static byte[] bytes(AudioClip clip) {
    int dataBytes = Math.multiplyExact(2, clip.samples().length);
    ByteBuffer wav =
        ByteBuffer.allocate(Math.addExact(HEADER_BYTES, dataBytes)).order(ByteOrder.LITTLE_ENDIAN);
    wav.put(ascii("RIFF")).putInt(HEADER_BYTES - 8 + dataBytes).put(ascii("WAVE"));
    wav.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) 1);
    wav.putInt(clip.sampleRateHz()).putInt(2 * clip.sampleRateHz());
    wav.putShort((short) 2).putShort((short) 16);
    wav.put(ascii("data")).putInt(dataBytes);
    for (float sample : clip.samples()) {
      double scaled = Math.rint(sample * 32_768.0);
      wav.putShort((short) Math.max(-32_768, Math.min(32_767, scaled)));
    }
    return wav.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
