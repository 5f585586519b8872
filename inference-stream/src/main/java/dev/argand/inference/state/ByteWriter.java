package dev.argand.inference.state;

import dev.argand.schemas.avro.Route;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Writes the fields of a stored value, big endian, into one array of the exact size. */
final class ByteWriter {
  static final int FORMAT_BYTES = 7;

  private final ByteBuffer out;

  ByteWriter(int size) {
    this.out = ByteBuffer.allocate(size);
  }

  static byte[] utf8(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > 0xFFFF) {
      throw new IllegalArgumentException("at most 65535 bytes of text, were " + utf8.length);
    }
    return utf8;
  }

  /** Stable on disk: an encoding keeps its code for ever. */
  static int code(PcmEncoding encoding) {
    return switch (encoding) {
      case U8 -> 1;
      case S16LE -> 2;
      case S24LE -> 3;
      case S32LE -> 4;
      case F32LE -> 5;
      case F64LE -> 6;
    };
  }

  ByteWriter int8(int value) {
    out.put((byte) value);
    return this;
  }

  ByteWriter int16(int value) {
    out.putShort((short) value);
    return this;
  }

  ByteWriter int32(int value) {
    out.putInt(value);
    return this;
  }

  ByteWriter float64(double value) {
    out.putDouble(value);
    return this;
  }

  ByteWriter int64(long value) {
    out.putLong(value);
    return this;
  }

  ByteWriter text(byte[] utf8) {
    out.putShort((short) utf8.length).put(utf8);
    return this;
  }

  ByteWriter hex(String digits) {
    out.put(HexFormat.of().parseHex(digits));
    return this;
  }

  ByteWriter format(PcmFormat format) {
    out.putInt(format.sampleRateHz())
        .putShort((short) format.channels())
        .put((byte) code(format.encoding()));
    return this;
  }

  ByteWriter route(Route route) {
    return switch (route) {
      case CHAMPION -> int8(1);
      case SHADOW -> int8(2);
      case UNKNOWN -> throw new IllegalArgumentException("an unknown route is never stored");
    };
  }

  ByteWriter bytes(ByteBuffer bytes) {
    out.put(bytes.duplicate());
    return this;
  }

  byte[] done() {
    if (out.hasRemaining()) {
      throw new IllegalStateException(out.remaining() + " bytes were sized but not written");
    }
    return out.array();
  }
}
