package dev.argand.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.signal.AudioFormatException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavReaderTest {
  private static final byte[] FOUR = WavBytes.little(2, 0, 16_384, -32_768, 32_767);
  private static final float[] FOUR_SAMPLES = {0, 0.5f, -1, 32_767 / 32_768f};

  @ParameterizedTest
  @CsvSource({
    "1, 8, U8",
    "1, 16, S16LE",
    "1, 24, S24LE",
    "1, 32, S32LE",
    "3, 32, F32LE",
    "3, 64, F64LE",
    "1, 20, S24LE",
    "1, 12, S16LE"
  })
  void read_everyEncoding_plainAndExtensible(int tag, int bits, PcmEncoding encoding)
      throws IOException {
    byte[] pcm = new byte[6 * encoding.bytesPerSample()];
    PcmAudio plain = read(new WavBytes().format(tag, 2, 44_100, bits).chunk("data", pcm).file());
    PcmAudio extensible =
        read(new WavBytes().extensible(tag, 2, 44_100, bits, 0x10).chunk("data", pcm).file());
    assertThat(plain.format()).isEqualTo(new PcmFormat(44_100, 2, encoding));
    assertThat(extensible.format()).isEqualTo(plain.format());
    assertThat(extensible.sampleFrames()).isEqualTo(3);
    assertThat(extensible.truncated()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 0xFFFF_FFFFL})
  void read_headerOfAPipe_readsToTheEnd(long unknown) throws IOException {
    WavBytes wav = new WavBytes().format(1, 1, 8_000, 16).unpadded("data", unknown, FOUR);
    for (long riff : new long[] {0, 36, 0xFFFF_FFFFL}) {
      PcmAudio audio = read(wav.file("RIFF", riff));
      assertThat(audio.mono(ChannelSelection.MIX).samples()).isEqualTo(FOUR_SAMPLES);
      assertThat(audio.truncated()).isFalse();
    }
  }

  @Test
  void read_trulyEmptyData_isNoAudio_evenBeforeAnotherChunk() throws IOException {
    byte[] list = "INFOISFT".getBytes(StandardCharsets.US_ASCII);
    WavBytes empty = new WavBytes().format(1, 1, 8_000, 16).chunk("data", new byte[0]);
    assertThat(read(empty.file()).sampleFrames()).isZero();
    assertThat(read(empty.chunk("LIST", list).file()).sampleFrames()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 0x41, 0x61, 0x131})
  void read_oddChunks_withPadOfAnyValueOrWithoutPad(int dataBytes) throws IOException {
    byte[] odd = {1, 2, 3};
    byte[] pcm = new byte[dataBytes - dataBytes % 2];
    Arrays.fill(pcm, (byte) 0x20);
    for (String pad : new String[] {"\0", "", "x", "\u00ff"}) {
      WavBytes wav = new WavBytes().unpadded("LIST", 3, odd);
      byte[] tail = new WavBytes().format(1, 1, 8_000, 8).unpadded("data", pcm.length, pcm).file();
      byte[] head = wav.file();
      byte[] padding = pad.getBytes(StandardCharsets.ISO_8859_1);
      byte[] file = Arrays.copyOf(head, head.length + padding.length + tail.length - 12);
      System.arraycopy(padding, 0, file, head.length, padding.length);
      System.arraycopy(tail, 12, file, head.length + padding.length, tail.length - 12);
      assertThat(read(file).pcm()).as("pad '%s'", pad).isEqualTo(pcm);
    }
  }

  @Test
  void read_oddFormatAndUnknownChunks_arePassedOver() throws IOException {
    byte[] format = Arrays.copyOf(WavBytes.little(2, 1, 1, 8_000, 0, 16_000, 0, 2, 16), 17);
    byte[] file =
        new WavBytes()
            .chunk("bext", new byte[603])
            .unpadded("fmt ", 17, format)
            .chunk("_PMX", new byte[7])
            .chunk("data", FOUR)
            .chunk("LIST", new byte[5])
            .file();
    assertThat(read(file).mono(ChannelSelection.LEFT).samples()).isEqualTo(FOUR_SAMPLES);
  }

  @Test
  void read_lengthBeyondTheFile_usesWhatExistsAndSaysSo() throws IOException {
    byte[] file = new WavBytes().format(1, 1, 8_000, 16).unpadded("data", 5_000, FOUR).file();
    PcmAudio audio = read(file);
    assertThat(audio.truncated()).isTrue();
    assertThat(audio.mono(ChannelSelection.MIX).samples()).isEqualTo(FOUR_SAMPLES);
    // Cut amid a sample: the whole ones before it stay.
    PcmAudio cut = read(Arrays.copyOf(file, file.length - 1));
    assertThat(cut.truncated()).isTrue();
    assertThat(cut.sampleFrames()).isEqualTo(3);
  }

  @Test
  void read_rf64_takesItsSizeFromTheSizeChunk() throws IOException {
    byte[] file =
        new WavBytes()
            .chunk("ds64", WavBytes.little(8, 0, FOUR.length, 4))
            .format(1, 1, 8_000, 16)
            .unpadded("data", 0xFFFF_FFFFL, FOUR)
            .chunk("LIST", new byte[8])
            .file("RF64", 0xFFFF_FFFFL);
    assertThat(read(file).mono(ChannelSelection.MIX).samples()).isEqualTo(FOUR_SAMPLES);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0})
  void read_rf64OfUnknownSize_readsToTheEnd(long size) throws IOException {
    PcmAudio audio = read(rf64(size));
    assertThat(audio.mono(ChannelSelection.MIX).samples()).isEqualTo(FOUR_SAMPLES);
    assertThat(audio.truncated()).isFalse();
  }

  @Test
  void read_rf64OfASizeWithItsTopBitSet_isTyped() {
    refuses(rf64(Long.MIN_VALUE), Reason.TOO_LARGE, "below 2^63", "was 9223372036854775808");
    refuses(rf64(-2), Reason.TOO_LARGE, "was 18446744073709551614");
  }

  @Test
  void read_ofMoreThanAnArrayHolds_isRefusedBeforeTheAudioIsRead() {
    byte[] header =
        new WavBytes().format(1, 1, 8_000, 16).unpadded("data", 0xFFFF_FFFFL, new byte[0]).file();
    InputStream untouched =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("the audio was read");
          }
        };
    InputStream in = new SequenceInputStream(new ByteArrayInputStream(header), untouched);

    assertThatThrownBy(() -> WavReader.read(new RiffInput(in, 3L << 30), "long.wav"))
        .isInstanceOfSatisfying(
            AudioFormatException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE))
        .hasMessage("long.wav: expected at most 2147483631 bytes of audio, were 3221225428");
  }

  @Test
  void read_streamOfSingleBytes_isReadAsAFile() throws IOException {
    byte[] file = new WavBytes().format(1, 1, 8_000, 16).chunk("data", FOUR).file();
    InputStream slow =
        new ByteArrayInputStream(file) {
          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, Math.min(1, length));
          }
        };
    assertThat(WavReader.read(slow, "slow").pcm()).isEqualTo(FOUR);
  }

  @Test
  void read_whatIsNoWave_isTyped() {
    refuses(new byte[0], Reason.EMPTY, "bad.wav", "0 bytes");
    refuses(
        "Hello, world. This is text.".getBytes(StandardCharsets.US_ASCII),
        Reason.NOT_WAVE,
        "expected a RIFF/WAVE file",
        "Hello");
    refuses("RIFF".getBytes(StandardCharsets.US_ASCII), Reason.NOT_WAVE, "'RIFF'");
    refuses(new WavBytes().file("OggS", 3), Reason.NOT_WAVE, "OggS");
    refuses(new WavBytes().file(), Reason.MISSING_FORMAT, "format chunk");
    refuses(new WavBytes().chunk("data", FOUR).file(), Reason.MISSING_FORMAT, "before the data");
    refuses(new WavBytes().format(1, 1, 8_000, 16).file(), Reason.MISSING_DATA, "data chunk");
    refuses(new WavBytes().chunk("fmt ", new byte[14]).file(), Reason.MISSING_FORMAT, "had 14");
    refuses(
        new WavBytes().chunk("fmt ", WavBytes.little(2, 0xFFFE, 1, 8000, 0, 0, 0, 2, 16)).file(),
        Reason.MISSING_FORMAT,
        "expected 40 bytes",
        "had 16");
  }

  @Test
  void read_formatsOutOfReach_areTypedAndNamed() {
    refuses(data(new WavBytes().format(1, 1, 0, 16)), Reason.INVALID_RATE, "1 Hz", "was 0");
    refuses(data(new WavBytes().format(1, 1, 0xFFFF_FFFFL, 16)), Reason.INVALID_RATE, "4294967295");
    refuses(data(new WavBytes().format(1, 0, 8_000, 16)), Reason.INVALID_CHANNELS, "was 0");
    refuses(data(new WavBytes().format(7, 1, 8_000, 8)), Reason.UNSUPPORTED_ENCODING, "mu-law (7)");
    refuses(data(new WavBytes().format(6, 1, 8_000, 8)), Reason.UNSUPPORTED_ENCODING, "A-law");
    refuses(data(new WavBytes().format(2, 1, 8_000, 4)), Reason.UNSUPPORTED_ENCODING, "ADPCM");
    refuses(data(new WavBytes().format(0x55, 1, 8_000, 0)), Reason.UNSUPPORTED_ENCODING, "MP3");
    refuses(data(new WavBytes().format(1, 1, 8_000, 64)), Reason.UNSUPPORTED_ENCODING, "64 bits");
    refuses(data(new WavBytes().format(1, 1, 8_000, 0)), Reason.UNSUPPORTED_ENCODING, "0 bits");
    refuses(
        data(new WavBytes().format(3, 1, 8_000, 16)),
        Reason.UNSUPPORTED_ENCODING,
        "IEEE float (3) of 16 bits");
    refuses(
        data(new WavBytes().extensible(7, 1, 8_000, 8, 0x10)),
        Reason.UNSUPPORTED_ENCODING,
        "mu-law");
    refuses(
        data(new WavBytes().extensible(1, 1, 8_000, 16, 0x21)),
        Reason.UNSUPPORTED_ENCODING,
        "foreign");
    byte[] wide = WavBytes.little(2, 1, 2, 8_000, 0, 0, 0, 8, 24);
    refuses(
        data(new WavBytes().chunk("fmt ", wide)),
        Reason.UNSUPPORTED_ENCODING,
        "6 bytes a sample frame",
        "was 8");
  }

  @Test
  void read_samplesThatAreNoNumbers_areTypedWithTheirPlace() {
    long nan = Float.floatToRawIntBits(Float.NaN);
    byte[] floats = WavBytes.little(4, 0, 0, 0, nan);
    refuses(
        new WavBytes().format(3, 2, 8_000, 32).chunk("data", floats).file(),
        Reason.NON_FINITE_SAMPLE,
        "sample 1 is NaN");
    byte[] doubles = WavBytes.little(8, 0, Double.doubleToRawLongBits(1e300));
    refuses(
        new WavBytes().format(3, 1, 8_000, 64).chunk("data", doubles).file(),
        Reason.NON_FINITE_SAMPLE,
        "sample 1 is 1.0E300");
  }

  @Test
  void read_aMissingFile_isTheSystemsError(@TempDir Path folder) {
    assertThatThrownBy(() -> WavReader.read(folder.resolve("none.wav")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void read_anyCutOfAGoodFile_isAudioOrATypedError() throws IOException {
    byte[] file =
        new WavBytes()
            .chunk("LIST", new byte[3])
            .extensible(1, 2, 8_000, 16, 0x10)
            .chunk("data", FOUR)
            .file();
    for (int length = 0; length < file.length; length++) {
      try {
        PcmAudio audio = read(Arrays.copyOf(file, length));
        assertThat(audio.truncated()).as("%d bytes", length).isTrue();
      } catch (AudioFormatException e) {
        assertThat(length).isLessThan(file.length - FOUR.length);
      }
    }
  }

  @Test
  void write_thenRead_isTheSame_andClipsAndRounds(@TempDir Path folder) throws IOException {
    float[] samples = {0, 0.5f, -1, 1, 7, -7, 1.4f / 32_768, 1.6f / 32_768, -1.6f / 32_768};
    Path file = folder.resolve("clip.wav");
    WavWriter.write(file, new AudioClip(samples, 22_050));
    PcmAudio read = WavReader.read(file);
    AudioClip clip = read.mono(ChannelSelection.MIX);
    float top = 32_767 / 32_768f;
    float step = 1 / 32_768f;
    assertThat(clip.samples())
        .containsExactly(0, 0.5f, -1, top, top, -1, step, 2 * step, -2 * step);
    assertThat(clip.sampleRateHz()).isEqualTo(22_050);
    assertThat(read.truncated()).isFalse();
    assertThat(WavWriter.bytes(clip)).isEqualTo(Files.readAllBytes(file));
  }

  private static byte[] rf64(long size) {
    return new WavBytes()
        .chunk("ds64", WavBytes.little(8, 0, size, 4))
        .format(1, 1, 8_000, 16)
        .unpadded("data", 0xFFFF_FFFFL, FOUR)
        .file("RF64", 0xFFFF_FFFFL);
  }

  private static byte[] data(WavBytes header) {
    return header.chunk("data", FOUR).file();
  }

  private static PcmAudio read(byte[] file) throws IOException {
    return WavReader.read(new ByteArrayInputStream(file), "bad.wav");
  }

  private static void refuses(byte[] file, Reason reason, String... parts) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOfSatisfying(
            AudioFormatException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageStartingWith("bad.wav: expected ")
        .hasMessageContainingAll(parts);
  }
}
