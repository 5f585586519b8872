package dev.argand.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.argand.schemas.WireFormatException.Reason;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.Recognition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

final class AvroCodecTest {
  private final AvroCodec<AudioFrame> codec = AvroCodec.of(AudioFrame.class);

  @Test
  void decode_ofEncoded_isEqual() throws Exception {
    AudioFrame frame = Samples.frame(new byte[] {1, 2, 3, 4});

    assertThat(codec.decode(codec.encode(frame))).isEqualTo(frame);
  }

  @Test
  void encode_twice_leavesThePcmReadable() throws Exception {
    AudioFrame frame = Samples.frame(new byte[] {1, 2, 3, 4});

    assertThat(codec.encode(frame)).isEqualTo(codec.encode(frame));
  }

  @Test
  void encode_layout_isSingleObjectEncoding() throws Exception {
    byte[] bytes = codec.encode(Samples.frame(new byte[0]));
    Schema schema = AudioFrame.getClassSchema();

    assertThat(bytes).startsWith(0xC3, 0x01);
    assertThat(Arrays.copyOfRange(bytes, 2, 10))
        .isEqualTo(SchemaNormalization.parsingFingerprint("CRC-64-AVRO", schema));
  }

  @Test
  void encode_ofARecordWithAHole_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.encode(new AudioFrame()))
        .withMessageContaining("AudioFrame");
  }

  @Test
  void decode_ofEveryTruncation_isTyped() {
    byte[] whole = codec.encode(Samples.frame(new byte[] {1, 2, 3, 4}));

    for (int length = 0; length < whole.length; length++) {
      Reason expected =
          length == 0 ? Reason.EMPTY : length < 10 ? Reason.TOO_SHORT : Reason.MALFORMED_BODY;
      assertThat(refusal(Arrays.copyOf(whole, length))).as("length " + length).isEqualTo(expected);
    }
  }

  @Test
  void decode_ofForeignBytes_isTyped() {
    byte[] whole = codec.encode(Samples.frame(new byte[] {1, 2, 3, 4}));
    byte[] badHeader = whole.clone();
    badHeader[0] = 'R';
    byte[] unknown = whole.clone();
    unknown[5] ^= 1;

    assertThat(refusal(badHeader)).isEqualTo(Reason.BAD_HEADER);
    assertThat(refusal(unknown)).isEqualTo(Reason.UNKNOWN_SCHEMA);
    assertThat(refusal(AvroCodec.of(Recognition.class).encode(Samples.recognition())))
        .isEqualTo(Reason.UNKNOWN_SCHEMA);
    assertThat(refusal(Arrays.copyOf(whole, whole.length + 1))).isEqualTo(Reason.TRAILING_BYTES);
  }

  @Test
  void decode_ofALengthBeyondTheMessage_isRefusedWithoutAllocatingIt() throws Exception {
    byte[] frameWithHugePcm =
        body(
            AudioFrame.getClassSchema(),
            out -> {
              out.writeString("yard");
              out.writeString("s");
              out.writeLong(0);
              out.writeInt(16_000);
              out.writeInt(1);
              out.writeEnum(2);
              out.writeLong(0);
              out.writeLong(Integer.MAX_VALUE - 16L); // the length of pcm, with no pcm behind it
            });

    assertThat(refusal(frameWithHugePcm)).isEqualTo(Reason.MALFORMED_BODY);
  }

  @Test
  void decode_ofAnEnumIndexOutOfRange_isRefused() throws Exception {
    byte[] bytes =
        body(
            AudioFrame.getClassSchema(),
            out -> {
              out.writeString("yard");
              out.writeString("s");
              out.writeLong(0);
              out.writeInt(16_000);
              out.writeInt(1);
              out.writeEnum(77);
              out.writeLong(0);
              out.writeBytes(new byte[2]);
              out.writeBoolean(false);
            });

    assertThat(refusal(bytes)).isEqualTo(Reason.MALFORMED_BODY);
  }

  @Test
  void deserializer_ofPoison_namesTheTopicAndKeepsTheReason() {
    assertThatThrownBy(() -> codec.deserializer().deserialize("audio.frames", new byte[] {1}))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("audio.frames")
        .hasCauseInstanceOf(WireFormatException.class);
  }

  @Test
  void serdes_passTombstones() {
    assertThat(codec.serializer().serialize("t", null)).isNull();
    assertThat(codec.deserializer().deserialize("t", null)).isNull();
  }

  @Test
  void codec_onManyThreads_staysRight() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Void>> work =
          IntStream.range(0, 4)
              .<Callable<Void>>mapToObj(thread -> () -> roundTrips((byte) thread))
              .toList();
      for (Future<Void> result : threads.invokeAll(work)) {
        result.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private Void roundTrips(byte value) throws WireFormatException {
    for (int i = 0; i < 200; i++) {
      byte[] pcm = new byte[2 * i];
      Arrays.fill(pcm, value);
      AudioFrame frame = Samples.frame(pcm);
      assertThat(codec.decode(codec.encode(frame))).isEqualTo(frame);
    }
    return null;
  }

  private Reason refusal(byte[] bytes) {
    return catchThrowableOfType(WireFormatException.class, () -> codec.decode(bytes)).reason();
  }

  private interface Body {
    void write(BinaryEncoder out) throws IOException;
  }

  private static byte[] body(Schema schema, Body body) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0xC3);
    bytes.write(0x01);
    bytes.write(SchemaNormalization.parsingFingerprint("CRC-64-AVRO", schema));
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    body.write(out);
    out.flush();
    return bytes.toByteArray();
  }
}
