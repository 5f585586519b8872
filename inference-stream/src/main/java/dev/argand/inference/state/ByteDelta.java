package dev.argand.inference.state;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes by what they are unlike in others: those of a head a moment ago are nearly those of the
 * head now, at the same places.
 *
 * <p>The length plus one, 0 for nothing; then in turn how many bytes are those of the other array
 * at the same place, how many are not, and those, until the length is reached. Numbers are 7 bits a
 * byte, the lowest first; the highest bit says that more come.
 */
final class ByteDelta {
  /** Fewer equal bytes than this between others cost more to leave out than to write. */
  private static final int SHORTEST_EQUAL = 3;

  private ByteDelta() {}

  /** Writes what makes an array of another one, which the reader must have. */
  static void write(ByteArrayOutputStream out, byte[] other, byte @Nullable [] bytes) {
    if (bytes == null) {
      writeNumber(out, 0);
      return;
    }
    writeNumber(out, bytes.length + 1);
    int at = 0;
    while (at < bytes.length) {
      int equal = equal(other, bytes, at);
      writeNumber(out, equal);
      at += equal;
      if (at < bytes.length) {
        int end = endOfUnlike(other, bytes, at);
        writeNumber(out, end - at);
        out.write(bytes, at, end - at);
        at = end;
      }
    }
  }

  private static int endOfUnlike(byte[] other, byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length) {
      int equal = equal(other, bytes, at);
      if (equal >= SHORTEST_EQUAL || (equal > 0 && at + equal == bytes.length)) {
        return at;
      }
      at += Math.max(1, equal);
    }
    return at;
  }

  private static int equal(byte[] other, byte[] bytes, int from) {
    int at = from;
    int end = Math.min(other.length, bytes.length);
    while (at < end && other[at] == bytes[at]) {
      at++;
    }
    return Math.max(0, at - from);
  }

  /**
   * Reads what was written of an array with the same other one.
   *
   * @throws IllegalStateException if it cannot have been
   */
  static byte @Nullable [] read(ByteBuffer in, byte[] other) {
    int length = readNumber(in) - 1;
    if (length < 0) {
      return null;
    }
    require(length <= other.length + in.remaining());
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int equal = readNumber(in);
      if (equal != 0) {
        require(equal > 0 && equal <= Math.min(other.length, length) - at);
        System.arraycopy(other, at, bytes, at, equal);
        at += equal;
      }
      if (at < length) {
        int unlike = readNumber(in);
        require(unlike > 0 && unlike <= Math.min(length - at, in.remaining()));
        in.get(bytes, at, unlike);
        at += unlike;
      }
    }
    return bytes;
  }

  static void writeNumber(ByteArrayOutputStream out, int number) {
    int left = number;
    while (left >= 0x80) {
      out.write((left & 0x7F) | 0x80);
      left >>>= 7;
    }
    out.write(left);
  }

  static int readNumber(ByteBuffer in) {
    int number = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      require(in.hasRemaining());
      byte next = in.get();
      number |= (next & 0x7F) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new IllegalStateException("stored bytes are damaged");
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException("stored bytes are damaged");
    }
  }
}
