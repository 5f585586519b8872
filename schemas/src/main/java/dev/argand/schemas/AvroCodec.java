package dev.argand.schemas;

import dev.argand.schemas.WireFormatException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Turns a generated record into bytes and back, in Avro's single-object encoding.
 *
 * <p>Layout: C3 01, the schema's CRC-64-AVRO fingerprint (8 bytes, little endian), the Avro binary
 * body (Apache Avro specification 1.12, "Single-object encoding"). No registry is needed: the
 * fingerprint is looked up among the released schemas of the record, and a message of an older
 * version is resolved to the current one.
 *
 * <p>Thread-safe. {@code bytes} fields are {@link ByteBuffer}s: read them through {@code
 * duplicate()}, since their position is state.
 */
public final class AvroCodec<T extends SpecificRecord> {
  private static final int HEADER_BYTES = 10;
  private static final String RECORD_PACKAGE = "dev.argand.schemas.avro";

  static {
    trustRecordClasses();
  }

  private final String recordName;
  private final SchemaStore.Cache released = new SchemaStore.Cache();
  private final BinaryMessageEncoder<T> encoder;
  private final BinaryMessageDecoder<T> decoder;

  private AvroCodec(Schema schema, SpecificData model) {
    this.recordName = schema.getName();
    ReleasedSchemas.of(recordName).forEach(released::addSchema);
    released.addSchema(schema);
    this.encoder = new BinaryMessageEncoder<>(model, schema);
    this.decoder = new BinaryMessageDecoder<>(model, schema, released);
  }

  /** The codec of a generated record class. */
  public static <T extends SpecificRecord> AvroCodec<T> of(Class<T> recordClass) {
    SpecificData model = SpecificData.getForClass(recordClass);
    return new AvroCodec<>(model.getSchema(recordClass), model);
  }

  /**
   * Bytes of a record.
   *
   * @throws IllegalArgumentException if a field that must have a value has none
   */
  public byte[] encode(T record) {
    try {
      ByteBuffer buffer = encoder.encode(record);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException | AvroRuntimeException | NullPointerException | ClassCastException e) {
      throw new IllegalArgumentException(
          "a complete " + recordName + " was expected: " + e.getMessage(), e);
    }
  }

  /**
   * The record that {@link #encode} made into these bytes, under this or an older schema.
   *
   * @throws WireFormatException for anything else; no bytes make it fail in another way
   */
  public T decode(byte[] bytes) throws WireFormatException {
    checkExtent(bytes, writerSchema(bytes));
    try {
      return decoder.decode(bytes);
    } catch (IOException | RuntimeException e) {
      throw malformed(e);
    }
  }

  /** For a producer; null stays null (a tombstone). */
  public Serializer<T> serializer() {
    return (topic, record) -> record == null ? null : encode(record);
  }

  /**
   * For a consumer; null stays null. Bytes that are no record throw a {@link
   * SerializationException} whose cause is the {@link WireFormatException}: a reader that must
   * outlive poison takes bytes and calls {@link #decode}.
   */
  public Deserializer<T> deserializer() {
    return (topic, bytes) -> {
      if (bytes == null) {
        return null;
      }
      try {
        return decode(bytes);
      } catch (WireFormatException e) {
        throw new SerializationException(topic + ": " + e.getMessage(), e);
      }
    };
  }

  private Schema writerSchema(byte[] bytes) throws WireFormatException {
    if (bytes.length == 0) {
      throw refusal(Reason.EMPTY, "there are no bytes", null);
    }
    if (bytes.length < HEADER_BYTES) {
      throw refusal(
          Reason.TOO_SHORT, "at least 10 bytes were expected, there are " + bytes.length, null);
    }
    if (bytes[0] != (byte) 0xC3 || bytes[1] != 0x01) {
      throw refusal(
          Reason.BAD_HEADER,
          "it must begin with C3 01, begins with %02X %02X".formatted(bytes[0], bytes[1]),
          null);
    }
    long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
    Schema schema = released.findByFingerprint(fingerprint);
    if (schema == null) {
      throw refusal(
          Reason.UNKNOWN_SCHEMA,
          "no released schema has the fingerprint %016x".formatted(fingerprint),
          null);
    }
    return schema;
  }

  /**
   * Walks the body without reading it. Avro allocates what a length field says before it looks at
   * what is there, so that one bad byte can ask for two gigabytes; a body that can be walked to its
   * exact end holds only lengths that exist.
   */
  private void checkExtent(byte[] bytes, Schema schema) throws WireFormatException {
    BinaryDecoder body =
        DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
    boolean whole;
    try {
      GenericDatumReader.skip(schema, body);
      whole = body.isEnd();
    } catch (IOException | RuntimeException e) {
      throw malformed(e);
    }
    if (!whole) {
      throw refusal(Reason.TRAILING_BYTES, "bytes are left after the record", null);
    }
  }

  private WireFormatException malformed(Exception cause) {
    // Avro reports a bad body by whatever its readers run into: end of file, a negative length, an
    // index outside an enum. All mean the same here.
    return refusal(Reason.MALFORMED_BODY, "its body cannot be read: " + cause, cause);
  }

  private WireFormatException refusal(Reason reason, String detail, @Nullable Throwable cause) {
    return new WireFormatException(reason, "not a " + recordName + ": " + detail, cause);
  }

  /** Avro decodes only classes that were declared safe; ours are, beside those already trusted. */
  private static void trustRecordClasses() {
    ClassSecurityPredicate trustedBefore = ClassSecurityValidator.getGlobal();
    ClassSecurityValidator.setGlobal(
        type -> trustedBefore.isTrusted(type) || type.getPackageName().equals(RECORD_PACKAGE));
  }
}
