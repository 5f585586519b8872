package dev.argand.signal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds WAV files byte by byte, right and wrong ones. */
final class WavBytes {
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  static byte[] little(int size, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(size * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      for (int i = 0; i < size; i++) {
        bytes.put((byte) (value >> (8 * i)));
      }
    }
    return bytes.array();
  }

  /** A format chunk of 16 bytes. */
  WavBytes format(int tag, int channels, long rate, int bits) {
    return chunk("fmt ", formatBody(tag, channels, rate, bits));
  }

  /** A WAVE_FORMAT_EXTENSIBLE chunk with a sub-format of the usual family. */
  WavBytes extensible(int subFormat, int channels, long rate, int bits, int familyByte) {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.writeBytes(formatBody(0xFFFE, channels, rate, bits));
    chunk.writeBytes(little(2, 22, bits));
    chunk.writeBytes(little(4, 3));
    chunk.writeBytes(little(2, subFormat, 0, 0, familyByte, 0x80, 0xAA00, 0x3800, 0x719B));
    return chunk("fmt ", chunk.toByteArray());
  }

  /** A chunk with its true size and a pad byte if that is odd. */
  WavBytes chunk(String id, byte[] bytes) {
    unpadded(id, bytes.length, bytes);
    if (bytes.length % 2 == 1) {
      body.write(0);
    }
    return this;
  }

  /** A chunk of any declared size and without a pad byte. */
  WavBytes unpadded(String id, long declared, byte[] bytes) {
    body.writeBytes(id.getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(little(4, declared));
    body.writeBytes(bytes);
    return this;
  }

  byte[] file() {
    return file("RIFF", body.size() + 4L);
  }

  byte[] file(String magic, long declared) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(magic.getBytes(StandardCharsets.US_ASCII));
    file.writeBytes(little(4, declared));
    file.writeBytes("WAVE".getBytes(StandardCharsets.US_ASCII));
    file.writeBytes(body.toByteArray());
    return file.toByteArray();
  }

  private static byte[] formatBody(int tag, int channels, long rate, int bits) {
    int block = channels * ((bits + 7) / 8);
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.writeBytes(little(2, tag, channels));
    chunk.writeBytes(little(4, rate, rate * block));
    chunk.writeBytes(little(2, block, bits));
    return chunk.toByteArray();
  }
}
