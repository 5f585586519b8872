package dev.argand.inference.evaluation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of the stored values, big endian; each begins with a version. Text is a 16-bit length and
 * UTF-8; a text that may be absent has a byte of 0 or 1 before it.
 */
final class StoredBytes {
  private static final int VERSION = 1;

  private enum Kind {
    ONE_WINDOW,
    SAMPLES,
    UTC
  }

  private interface Writer<T> {
    void write(DataOutputStream out, T value) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  private StoredBytes() {}

  static Serde<StoredWindow> window() {
    return serde(StoredBytes::writeWindow, StoredBytes::readWindow);
  }

  static Serde<GivenLabel> label() {
    return serde(StoredBytes::writeLabel, StoredBytes::readLabel);
  }

  private static void writeWindow(DataOutputStream out, StoredWindow stored) throws IOException {
    HeardWindow window = stored.window();
    writeText(out, window.windowId());
    writeText(out, window.sourceId());
    writeText(out, window.sessionId());
    out.writeLong(window.firstSample());
    out.writeLong(window.samples());
    out.writeLong(window.startMicros());
    out.writeLong(window.endMicros());
    writeText(out, window.said());
    writeText(out, window.label());
    out.writeFloat(window.score());
    writeText(out, window.modelDigest());
    out.writeInt(window.modelVersion());
    out.writeLong(window.aliasGeneration());
    out.writeLong(window.timestampMs());
    Verdict verdict = stored.verdict();
    writeTextOrNull(out, verdict == null ? null : verdict.labelId());
    if (verdict != null) {
      writeText(out, verdict.meant());
      out.writeLong(verdict.labelledAtMicros());
    }
  }

  private static StoredWindow readWindow(DataInputStream in) throws IOException {
    HeardWindow window =
        new HeardWindow(
            readText(in),
            readText(in),
            readText(in),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            readText(in),
            readText(in),
            in.readFloat(),
            readText(in),
            in.readInt(),
            in.readLong(),
            in.readLong());
    String labelId = readTextOrNull(in);
    return new StoredWindow(
        window, labelId == null ? null : new Verdict(labelId, readText(in), in.readLong()));
  }

  private static void writeLabel(DataOutputStream out, GivenLabel label) throws IOException {
    writeText(out, label.labelId());
    writeText(out, label.sourceId());
    if (label.extent() instanceof Extent.OneWindow one) {
      out.writeByte(Kind.ONE_WINDOW.ordinal());
      writeText(out, one.windowId());
    } else if (label.extent() instanceof Extent.Samples samples) {
      out.writeByte(Kind.SAMPLES.ordinal());
      writeText(out, samples.sessionId());
      out.writeLong(samples.first());
      out.writeLong(samples.end());
    } else if (label.extent() instanceof Extent.Utc utc) {
      out.writeByte(Kind.UTC.ordinal());
      writeTextOrNull(out, utc.sessionId());
      out.writeLong(utc.startMicros());
      out.writeLong(utc.endMicros());
    }
    writeText(out, label.label());
    out.writeLong(label.atMicros());
    out.writeLong(label.timestampMs());
  }

  private static GivenLabel readLabel(DataInputStream in) throws IOException {
    return new GivenLabel(
        readText(in), readText(in), readExtent(in), readText(in), in.readLong(), in.readLong());
  }

  private static Extent readExtent(DataInputStream in) throws IOException {
    int kind = in.readUnsignedByte();
    if (kind >= Kind.values().length) {
      throw new SerializationException("no extent has the code " + kind);
    }
    return switch (Kind.values()[kind]) {
      case ONE_WINDOW -> new Extent.OneWindow(readText(in));
      case SAMPLES -> new Extent.Samples(readText(in), in.readLong(), in.readLong());
      case UTC -> new Extent.Utc(readTextOrNull(in), in.readLong(), in.readLong());
    };
  }

  private static <T> Serde<T> serde(Writer<T> writer, Reader<T> reader) {
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : write(writer, value),
        (topic, bytes) -> bytes == null ? null : read(reader, bytes));
  }

  private static <T> byte[] write(Writer<T> writer, T value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      writer.write(out, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static <T> T read(Reader<T> reader, byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new SerializationException(
            "a stored value must have version %d, has %d".formatted(VERSION, version));
      }
      return reader.read(in);
    } catch (IOException e) {
      throw new SerializationException("a stored value ends too early", e);
    }
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(utf8.length);
    out.write(utf8);
  }

  private static String readText(DataInputStream in) throws IOException {
    byte[] utf8 = new byte[in.readUnsignedShort()];
    in.readFully(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static void writeTextOrNull(DataOutputStream out, @Nullable String text)
      throws IOException {
    out.writeBoolean(text != null);
    if (text != null) {
      writeText(out, text);
    }
  }

  private static @Nullable String readTextOrNull(DataInputStream in) throws IOException {
    return in.readBoolean() ? readText(in) : null;
  }
}
