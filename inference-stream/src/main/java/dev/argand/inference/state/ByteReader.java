package dev.argand.inference.state;

import dev.argand.schemas.avro.Route;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.kafka.common.errors.SerializationException;

/** Reads the fields of a stored value, big endian. */
final class ByteReader {
  private final ByteBuffer in;

  ByteReader(byte[] bytes) {
    this.in = ByteBuffer.wrap(bytes);
  }

  void version(String what, int expected) {
    int version = in.get();
    if (version != expected) {
      throw new SerializationException(
          "%s must have version %d, has %d".formatted(what, expected, version));
    }
  }

  /** The version, which must be one of a range. */
  int version(String what, int first, int last) {
    int version = in.get();
    if (version < first || version > last) {
      throw new SerializationException(
          "%s must have version %d to %d, has %d".formatted(what, first, last, version));
    }
    return version;
  }

  int unsignedByte() {
    return Byte.toUnsignedInt(in.get());
  }

  int int16() {
    return Short.toUnsignedInt(in.getShort());
  }

  int int32() {
    return in.getInt();
  }

  double float64() {
    return in.getDouble();
  }

  long int64() {
    return in.getLong();
  }

  String text() {
    byte[] utf8 = new byte[Short.toUnsignedInt(in.getShort())];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  String hex(int bytes) {
    byte[] digits = new byte[bytes];
    in.get(digits);
    return HexFormat.of().formatHex(digits);
  }

  PcmFormat format() {
    int sampleRateHz = in.getInt();
    int channels = Short.toUnsignedInt(in.getShort());
    return new PcmFormat(sampleRateHz, channels, encoding(unsignedByte()));
  }

  Route route() {
    int code = unsignedByte();
    return switch (code) {
      case 1 -> Route.CHAMPION;
      case 2 -> Route.SHADOW;
      default -> throw new SerializationException("no route has the code " + code);
    };
  }

  /** What is left, as a view of the bytes. */
  ByteBuffer rest() {
    return in.slice();
  }

  private static PcmEncoding encoding(int code) {
    for (PcmEncoding encoding : PcmEncoding.values()) {
      if (ByteWriter.code(encoding) == code) {
        return encoding;
      }
    }
    throw new SerializationException("no PCM encoding has the code " + code);
  }
}
