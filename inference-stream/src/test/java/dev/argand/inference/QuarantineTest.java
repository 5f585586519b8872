package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.inference.Incoming.Poison;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.PoisonReason;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.Resampler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.internal.AbstractRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuarantineTest {
  private static final AvroCodec<AudioFrame> CODEC = AvroCodec.of(AudioFrame.class);
  private static final FakeModel MODEL = new FakeModel("model-1", Rig.SMALL);

  private final TestAudio audio = TestAudio.noise("porch", "0001", 16_000, 1.0, 21);

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TOO_LARGE")
  void poison_ofEachKind_isSetAside_andItsNeighboursAreHeard(PoisonReason reason) {
    byte[] poison = Objects.requireNonNull(poison().get(reason), "every reason has its example");
    byte[] key = "porch".getBytes(StandardCharsets.UTF_8);
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frames(0, 8_000, 1_600));
      if (reason == PoisonReason.AFTER_END) {
        rig.send(audio.frame(8_000, audio.sampleFrames(), true));
        rig.sendBytes(key, poison);
      } else {
        rig.sendBytes(key, poison);
        rig.send(audio.frame(8_000, audio.sampleFrames(), true));
      }

      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio, MODEL));
      List<TestRecord<byte[], byte[]>> aside = rig.quarantined();
      assertThat(aside).hasSize(1);
      TestRecord<byte[], byte[]> record = aside.get(0);
      assertThat(record.key()).isEqualTo(key);
      assertThat(record.value()).isEqualTo(poison);
      assertThat(header(record, QuarantineHeader.REASON)).isEqualTo(reason.tag());
      assertThat(header(record, QuarantineHeader.DETAIL)).isNotBlank();
      assertThat(header(record, QuarantineHeader.TOPIC)).isEqualTo("test.audio.frames");
      assertThat(header(record, QuarantineHeader.PARTITION)).isEqualTo("0");
      assertThat(header(record, QuarantineHeader.OFFSET))
          .isEqualTo(reason == PoisonReason.AFTER_END ? "6" : "5");
      assertThat(
              rig.registry
                  .get(InferenceMeters.QUARANTINED.meterName())
                  .tag("reason", reason.tag())
                  .counter()
                  .count())
          .isEqualTo(1);
    }
  }

  @Test
  void hugeRecord_isCut_andItsNeighboursAreHeard() {
    // What a broker with a limit of 1 MiB lets through when it is compressed.
    byte[] huge = new byte[100_000_000];
    huge[0] = 42;
    byte[] key = "porch".getBytes(StandardCharsets.UTF_8);
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frames(0, 8_000, 1_600));
      rig.sendBytes(key, huge);
      rig.send(audio.frame(8_000, audio.sampleFrames(), true));

      TestRecord<byte[], byte[]> record = rig.quarantined().get(0);
      assertThat(header(record, QuarantineHeader.REASON)).isEqualTo("too-large");
      assertThat(header(record, QuarantineHeader.DETAIL))
          .isEqualTo("a record must have at most 1048576 bytes, has 100000000");
      assertThat(header(record, QuarantineHeader.CUT)).contains("100000000 of value");
      assertThat(record.key()).isEqualTo(key);
      assertThat(record.value()).hasSize(QuarantineRecord.KEPT_BYTES).startsWith(42, 0, 0);
      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio, MODEL));
    }
  }

  @Test
  void hugeKey_neverMakesARecordThatTheTopicRefuses() {
    byte[] key = new byte[1_500_000];
    Arrays.fill(key, (byte) 'k');
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.sendBytes(key, CODEC.encode(audio.frame(0, 400)));
      rig.sendBytes(key, new byte[900_000]);

      for (TestRecord<byte[], byte[]> record : rig.quarantined()) {
        int size = record.key().length + record.value().length;
        for (Header header : record.headers()) {
          size += header.key().length() + header.value().length;
        }
        assertThat(size).isLessThan(2 << 20);
        assertThat(header(record, QuarantineHeader.DETAIL)).hasSizeLessThanOrEqualTo(1_001);
      }
      assertThat(rig.count(InferenceMeters.FRAMES)).isZero();
    }
  }

  @Test
  void headers_thatAreManyOrLongInBytes_neverMakeARecordThatTheTopicRefuses() {
    Headers empty = new RecordHeaders();
    for (int i = 0; i < 1_200_000; i++) {
      empty.add("", new byte[0]);
    }
    Headers wide = new RecordHeaders().add("€".repeat(700_001), new byte[0]);
    for (Headers headers : List.of(empty, wide)) {
      Record<byte[], byte[]> aside =
          QuarantineRecord.of(
              new Record<>(new byte[] {'k'}, new byte[] {1, 2}, 1_700_000_000_000L, headers),
              new Poison(PoisonReason.UNDECODABLE, "no frame"),
              Optional.empty());

      int size =
          AbstractRecords.estimateSizeInBytesUpperBound(
              RecordBatch.CURRENT_MAGIC_VALUE,
              CompressionType.NONE,
              aside.key(),
              aside.value(),
              aside.headers().toArray());
      assertThat(size).isLessThan(2 << 20);
      assertThat(aside.headers().lastHeader(QuarantineHeader.CUT.key())).isNotNull();
      assertThat(aside.value()).containsExactly(1, 2);
    }
  }

  @Test
  void session_thatBeginsALittleAheadOfKafka_isHeard() {
    String id = "%013d-00000001".formatted(Rig.NOW.plusSeconds(3_600).toEpochMilli());
    TestAudio ahead = TestAudio.noise("porch", id, 16_000, 1.0, 21);
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(ahead.frames(0, ahead.sampleFrames(), 1_600));
      rig.send(ahead.lastWord());

      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(ahead, MODEL));
    }
  }

  @Test
  void frameOfTenSeconds_isHeard() {
    TestAudio audio10 = TestAudio.noise("porch", "0001", 8_000, 10.0, 24);
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio10.frame(0, audio10.sampleFrames(), true));

      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio10, MODEL));
      assertThat(rig.quarantined()).isEmpty();
    }
  }

  /** A record of a later release, with one more field. */
  @Test
  void frameOfALaterSchema_saysThatItsSchemaIsUnknown() throws IOException {
    Schema later = new Schema.Parser().parse(AudioFrame.getClassSchema().toString());
    List<Schema.Field> fields = new ArrayList<>();
    later.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(new Schema.Field("gain", Schema.create(Schema.Type.FLOAT), null, 1f));
    Schema evolved = Schema.createRecord("AudioFrame", null, later.getNamespace(), false, fields);
    AudioFrame frame = audio.frame(0, 1_600);
    GenericRecordBuilder record = new GenericRecordBuilder(evolved).set("gain", 2f);
    for (Schema.Field field : later.getFields()) {
      Object value = frame.get(field.pos());
      record.set(
          field.name(),
          value instanceof FrameEncoding
              ? new GenericData.EnumSymbol(field.schema(), value.toString())
              : value);
    }
    ByteBuffer bytes =
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), evolved).encode(record.build());
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.sendBytes("porch".getBytes(StandardCharsets.UTF_8), bytesOf(bytes));

      assertThat(rig.quarantined())
          .extracting(aside -> header(aside, QuarantineHeader.REASON))
          .containsExactly("unknown-schema");
    }
  }

  @Test
  void randomBytes_neverStopTheStream() {
    byte[] key = "porch".getBytes(StandardCharsets.UTF_8);
    CounterRandom random = CounterRandom.of(77);
    byte[] prefix = CODEC.encode(audio.frame(0, 10));
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frames(0, 8_000, 1_600));
      for (int i = 0; i < 2_000; i++) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (i % 2 == 0 && bytes.length > 10) {
          // Random behind the right fingerprint.
          System.arraycopy(prefix, 0, bytes, 0, 10);
        }
        rig.sendBytes(key, bytes);
      }
      rig.send(audio.frame(8_000, audio.sampleFrames(), true));

      assertThat(rig.quarantined()).hasSize(2_000);
      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio, MODEL));
    }
  }

  @Test
  void recordWithoutKeyOrValue_isSetAside() {
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.sendBytes(null, CODEC.encode(audio.frame(0, 1_600)));
      rig.sendBytes("porch".getBytes(StandardCharsets.UTF_8), null);

      assertThat(rig.quarantined())
          .extracting(record -> header(record, QuarantineHeader.REASON))
          .containsExactly("key-mismatch", "undecodable");
    }
  }

  @Test
  void source_whoseRateTheChampionCannotHear_isSetAside() {
    int awkwardHz = 383_987;
    assertThat(Resampler.supports(awkwardHz, Rig.SMALL.sampleRateHz())).isFalse();
    TestAudio awkward = TestAudio.noise("porch", "0002", awkwardHz, 0.1, 23);
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frames(0, 8_000, 1_600));
      rig.send(awkward.frame(0, awkward.sampleFrames()));
      rig.send(audio.frame(8_000, audio.sampleFrames(), true));

      assertThat(rig.quarantined())
          .extracting(record -> header(record, QuarantineHeader.REASON))
          .containsExactly("rate-out-of-range");
      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio, MODEL));
    }
  }

  @Test
  void frame_withEachByteDamaged_neverStopsTheStream() {
    byte[] key = "porch".getBytes(StandardCharsets.UTF_8);
    byte[] whole = CODEC.encode(audio.frame(0, 40));
    try (Rig rig = new Rig(Rig.SMALL)) {
      for (int i = 0; i < whole.length; i++) {
        byte[] damaged = whole.clone();
        damaged[i] ^= (byte) 0xA5;
        rig.sendBytes(key, damaged);
      }
      TestAudio later = TestAudio.noise("yard", "0001", 16_000, 1.0, 22);
      rig.send(later.frames(0, later.sampleFrames(), 1_600));
      rig.send(later.lastWord());

      assertThat(Oracle.windows(rig.recognitions()))
          .containsAllEntriesOf(Oracle.windows(later, MODEL));
      assertThat(rig.quarantined()).hasSizeGreaterThan(10);
    }
  }

  private Map<PoisonReason, byte[]> poison() {
    AudioFrame good = audio.frame(8_000, 9_600);
    Map<PoisonReason, AudioFrame> frames = new EnumMap<>(PoisonReason.class);
    frames.put(PoisonReason.KEY_MISMATCH, with(good).setSourceId("yard").build());
    frames.put(PoisonReason.BAD_IDENTITY, with(good).setSessionId("00/01").build());
    frames.put(
        PoisonReason.UNKNOWN_ENCODING, with(good).setEncoding(FrameEncoding.UNKNOWN).build());
    frames.put(PoisonReason.RATE_OUT_OF_RANGE, with(good).setSampleRateHz(0).build());
    frames.put(PoisonReason.CHANNELS_OUT_OF_RANGE, with(good).setChannels(0).build());
    frames.put(PoisonReason.FORMAT_CHANGED, with(good).setSampleRateHz(8_000).build());
    frames.put(PoisonReason.EMPTY, with(good).setPcm(ByteBuffer.allocate(0)).build());
    frames.put(
        PoisonReason.PARTIAL_SAMPLE_FRAME, with(good).setPcm(ByteBuffer.allocate(3)).build());
    frames.put(PoisonReason.INDEX_OUT_OF_RANGE, with(good).setFirstSampleIndex(-1).build());
    frames.put(PoisonReason.TIME_OUT_OF_RANGE, with(good).setCaptureTimeMicros(-1).build());
    frames.put(
        PoisonReason.FUTURE_SESSION, with(good).setSessionId("9999999999999-00000001").build());
    frames.put(
        PoisonReason.TOO_LONG,
        with(good)
            .setSampleRateHz(1_000)
            .setEncoding(FrameEncoding.U8)
            .setPcm(ByteBuffer.allocate(10_001))
            .build());
    frames.put(PoisonReason.UNUSABLE_SAMPLES, notANumber());
    frames.put(
        PoisonReason.AFTER_END, with(good).setFirstSampleIndex(audio.sampleFrames()).build());
    Map<PoisonReason, byte[]> values = new EnumMap<>(PoisonReason.class);
    frames.forEach((reason, frame) -> values.put(reason, CODEC.encode(frame)));
    byte[] ofTheFuture = CODEC.encode(good);
    ofTheFuture[5] ^= 1;
    values.put(PoisonReason.UNKNOWN_SCHEMA, ofTheFuture);
    values.put(PoisonReason.UNDECODABLE, "not a frame".getBytes(StandardCharsets.UTF_8));
    return values;
  }

  /** Of a later session, which it must not begin. */
  private AudioFrame notANumber() {
    ByteBuffer samples = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    samples.putFloat(0.5f).putFloat(Float.NaN).flip();
    return with(audio.frame(0, 2))
        .setSessionId("0002")
        .setEncoding(FrameEncoding.F32LE)
        .setPcm(samples)
        .build();
  }

  private static AudioFrame.Builder with(AudioFrame frame) {
    return AudioFrame.newBuilder(frame);
  }

  private static byte[] bytesOf(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static String header(TestRecord<byte[], byte[]> record, QuarantineHeader header) {
    return new String(record.headers().lastHeader(header.key()).value(), StandardCharsets.UTF_8);
  }
}
