package dev.argand.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.signal.AudioFormatException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavStreamTest {
  private static final byte[] TWELVE = WavBytes.little(2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);

  @TempDir Path folder;

  /** Sizes right, unknown and wrong, cuts, other chunks: the whole reading is the oracle. */
  @Test
  void read_inAnyPieces_isWhatTheReaderHasWhole() throws IOException {
    byte[] info = "INFOISFT\0\0\0\0".getBytes(StandardCharsets.US_ASCII);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("plain", stereo().chunk("data", TWELVE).chunk("LIST", info).file());
    files.put("pipe, zeros", stereo().unpadded("data", 0, TWELVE).file("RIFF", 0));
    files.put("pipe, ones", stereo().unpadded("data", 0xFFFF_FFFFL, TWELVE).file());
    files.put("empty", stereo().chunk("data", new byte[0]).file());
    files.put(
        "empty before a chunk", stereo().unpadded("data", 0, info).chunk("LIST", info).file());
    files.put("empty, then a list", stereo().chunk("data", new byte[0]).chunk("LIST", info).file());
    files.put("beyond the file", stereo().unpadded("data", 5_000, TWELVE).file());
    files.put("amid a frame", stereo().chunk("data", Arrays.copyOf(TWELVE, 23)).file());
    for (int pieceBytes : new int[] {4, 7, 8, 24, 100}) {
      for (Map.Entry<String, byte[]> each : files.entrySet()) {
        Path file = Files.write(folder.resolve("a.wav"), each.getValue());
        PcmAudio whole = WavReader.read(file);
        try (WavStream stream = WavStream.open(file)) {
          assertThat(stream.format()).isEqualTo(whole.format());
          assertThat(all(stream, pieceBytes)).as(each.getKey()).isEqualTo(whole.pcm());
          assertThat(stream.isTruncated()).as(each.getKey()).isEqualTo(whole.truncated());
        }
      }
    }
  }

  /** No array holds so much, so none is asked for it. The file takes no room: it is one hole. */
  @Test
  void read_ofAVeryLongFile_givesItsBeginning() throws IOException {
    Path file = folder.resolve("long.wav");
    byte[] header =
        new WavBytes()
            .chunk("ds64", WavBytes.little(8, 0, 20L << 30, 10L << 30))
            .format(1, 1, 8_000, 16)
            .unpadded("data", 0xFFFF_FFFFL, WavBytes.little(2, 7))
            .file("RF64", 0xFFFF_FFFFL);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.write(header);
      sparse.setLength(header.length - 2 + (20L << 30));
    }
    byte[] piece = new byte[1 << 16];
    byte[] expected = new byte[1 << 16];
    expected[0] = 7;
    try (WavStream stream = WavStream.open(file)) {
      assertThat(stream.read(piece, 0, piece.length)).isEqualTo(piece.length);
      assertThat(piece).isEqualTo(expected);
      assertThat(stream.isTruncated()).isFalse();
    }
  }

  @Test
  void open_ofFloatsWithANaN_isRefusedBeforeAnythingIsGiven() throws IOException {
    byte[] floats = WavBytes.little(4, 0, 0, 0, 0, 0, Float.floatToRawIntBits(Float.NaN));
    Path file =
        Files.write(
            folder.resolve("a.wav"),
            new WavBytes().format(3, 2, 8_000, 32).chunk("data", floats).file());

    assertThatThrownBy(() -> WavStream.open(file))
        .isInstanceOfSatisfying(
            AudioFormatException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.NON_FINITE_SAMPLE))
        .hasMessageContainingAll("a.wav", "sample 2 is NaN");
  }

  @Test
  void read_ofAFileThatWasCutMeanwhile_givesWhatIsThere_andSaysSo() throws IOException {
    byte[] pcm = new byte[200_000];
    byte[] whole = new WavBytes().format(1, 1, 8_000, 16).chunk("data", pcm).file();
    Path file = Files.write(folder.resolve("a.wav"), whole);
    try (WavStream stream = WavStream.open(file);
        RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
      cut.setLength(100_001);

      assertThat(all(stream, 4_096)).hasSize(100_000 - (whole.length - pcm.length));
      assertThat(stream.isTruncated()).isTrue();
    }
  }

  private static WavBytes stereo() {
    return new WavBytes().format(1, 2, 8_000, 16);
  }

  private static byte[] all(WavStream stream, int pieceBytes) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] piece = new byte[pieceBytes + 2];
    int given = stream.read(piece, 2, pieceBytes);
    while (given >= 0) {
      assertThat(given).isPositive();
      all.write(piece, 2, given);
      given = stream.read(piece, 2, pieceBytes);
    }
    return all.toByteArray();
  }
}
