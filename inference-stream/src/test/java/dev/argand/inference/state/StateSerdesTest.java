package dev.argand.inference.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.schemas.avro.Route;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateSerdesTest {
  private static final PcmFormat FORMAT = new PcmFormat(44_100, 2, PcmEncoding.S16LE);
  private static final Head HEAD =
      new Head(
          "s1",
          FORMAT,
          5,
          3,
          7,
          true,
          List.of(new Cursor(Route.CHAMPION, "ab".repeat(32), 2, 4)),
          9,
          6);

  /** What version 1 had of it. */
  private static final String HEAD_V1 =
      "00027331"
          + "0000ac44000202"
          + "0000000000000005"
          + "0000000000000003"
          + "0000000000000007"
          + "01"
          + "01"
          + "01"
          + "ab".repeat(32)
          + "0000000000000002"
          + "0000000000000004";

  @Test
  void head_hasTheReleasedBytes() {
    String v3 = "03" + HEAD_V1 + "0000000000000009" + "0000000000000006";
    assertThat(hex(StateSerdes.head(), HEAD)).isEqualTo(v3);
    assertThat(read(StateSerdes.head(), v3)).isEqualTo(HEAD);
  }

  @Test
  void head_ofVersion2_isRead_andWrittenAsVersion3() {
    String v2 = HEAD_V1 + "0000000000000009";
    Head migrated = read(StateSerdes.head(), "02" + v2);

    assertThat(migrated.endSample()).isEqualTo(HEAD.endSample());
    assertThat(migrated.arrivedMillis()).isEqualTo(Head.NOT_KNOWN);
    assertThat(hex(StateSerdes.head(), migrated)).isEqualTo("03" + v2 + "8000000000000000");
  }

  @Test
  void head_ofVersion1_isRead_andWrittenAsVersion3() {
    Head migrated = read(StateSerdes.head(), "01" + HEAD_V1);

    assertThat(migrated)
        .isEqualTo(
            new Head(
                HEAD.sessionId(),
                HEAD.format(),
                HEAD.nextSample(),
                HEAD.segmentStart(),
                HEAD.anchorMicros(),
                HEAD.ended(),
                HEAD.cursors(),
                Head.NO_END,
                Head.NOT_KNOWN));
    assertThat(hex(StateSerdes.head(), migrated))
        .isEqualTo("03" + HEAD_V1 + "ffffffffffffffff" + "8000000000000000");
  }

  @Test
  void markedHead_hasTheReleasedBytes() {
    Head base = new Head("s1", FORMAT, 4, 3, 7, true, HEAD.cursors(), 9, 6);
    Head marked = HEAD.marked(new Mark(9, null, base, null));
    String head = hex(StateSerdes.head(), HEAD);
    int length = head.length() / 2;
    // Up to the last byte of the next sample, that byte, and the rest.
    int same = 1 + 4 + 7 + 7;
    String bytes =
        "41"
            + "%02x".formatted(length)
            + head
            + "0000000000000009"
            + "%02x%02x0104%02x".formatted(length + 1, same, length - same - 1)
            + "00"
            + "00";
    assertThat(hex(StateSerdes.head(), marked)).isEqualTo(bytes);
    assertThat(read(StateSerdes.head(), bytes)).isEqualTo(marked);
  }

  @Test
  void markedHead_asItWasWrittenInFull_isRead() {
    Head base = new Head("s0", FORMAT, 4, 3, 6, false, List.of(), Head.NO_END, 5);
    Head marked = HEAD.marked(new Mark(9, null, base, null));
    String head = hex(StateSerdes.head(), HEAD);
    String baseHead = hex(StateSerdes.head(), base);
    String bytes =
        "40"
            + "%08x".formatted(head.length() / 2)
            + head
            + "0000000000000009"
            + "ffffffff"
            + "%08x".formatted(baseHead.length() / 2)
            + baseHead
            + "ffffffff";
    assertThat(read(StateSerdes.head(), bytes)).isEqualTo(marked);
  }

  @Test
  void markThatIsCutOff_isRefused() {
    Head base = new Head("s0", FORMAT, 4, 3, 6, false, List.of(), Head.NO_END, 5);
    String bytes = hex(StateSerdes.head(), HEAD.marked(new Mark(9, null, base, null)));

    for (int length = 2; length < bytes.length(); length += 2) {
      String cut = bytes.substring(0, length);
      assertThatThrownBy(() -> read(StateSerdes.head(), cut))
          .as("%d of %d digits", length, bytes.length())
          .isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void mark_withSounds_isReadAsItWasWritten() {
    SourceEvents now = new SourceEvents("s1", "ab".repeat(32), 44_100, List.of(), List.of());
    SourceEvents then = new SourceEvents("s0", "cd".repeat(32), 44_100, List.of(), List.of());
    Head marked = HEAD.marked(new Mark(0, now, null, then));

    assertThat(read(StateSerdes.head(), hex(StateSerdes.head(), marked))).isEqualTo(marked);
  }

  @Test
  void head_ofAnotherVersion_isRefused() {
    assertThatThrownBy(() -> read(StateSerdes.head(), "04"))
        .isInstanceOf(SerializationException.class)
        .hasMessage("head must have version 1 to 3, has 4");
  }

  @Test
  void chunk_hasTheReleasedBytes() {
    Chunk chunk = new Chunk(FORMAT, 1, 2, ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 4, 9}, 1, 4));
    String v1 = "01" + "0000ac44000202" + "0000000000000001" + "0000000000000002" + "01020304";
    assertThat(hex(StateSerdes.chunk(), chunk)).isEqualTo(v1);
    assertThat(read(StateSerdes.chunk(), v1)).isEqualTo(chunk);
  }

  @Test
  void chunkKey_ordersAsSourceSessionSample() {
    List<String> ordered =
        List.of(
            hex(StateSerdes.chunkKey(), new ChunkKey("a", "1", 0)),
            hex(StateSerdes.chunkKey(), new ChunkKey("a", "1", 255)),
            hex(StateSerdes.chunkKey(), new ChunkKey("a", "1", 256)),
            hex(StateSerdes.chunkKey(), ChunkKey.last("a", "1")),
            hex(StateSerdes.chunkKey(), ChunkKey.first("a", "2")),
            hex(StateSerdes.chunkKey(), ChunkKey.first("b", "1")));
    assertThat(ordered).isSorted();
    assertThat(ordered.get(1)).isEqualTo("000161" + "000131" + "00000000000000ff");
    assertThat(read(StateSerdes.chunkKey(), ordered.get(1))).isEqualTo(new ChunkKey("a", "1", 255));
  }

  @ParameterizedTest
  @EnumSource
  void everyEncoding_isReadBack(PcmEncoding encoding) {
    PcmFormat format = new PcmFormat(8_000, 1, encoding);
    Chunk chunk = new Chunk(format, 0, 0, ByteBuffer.allocate(24));
    assertThat(read(StateSerdes.chunk(), hex(StateSerdes.chunk(), chunk))).isEqualTo(chunk);
  }

  private static <T> String hex(Serde<T> serde, T value) {
    return HexFormat.of().formatHex(serde.serializer().serialize("topic", value));
  }

  private static <T> T read(Serde<T> serde, String hex) {
    return serde.deserializer().deserialize("topic", HexFormat.of().parseHex(hex));
  }
}
