package dev.argand.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.signal.AudioClip;
import dev.argand.signal.PcmAudio;
import dev.argand.signal.WavWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.bytedeco.ffmpeg.global.avutil;

/** A stream in pieces of any size is the file read whole. */
class MediaStreamPropertyTest {
  private static Path flac = Path.of("unset");
  private static Path wav = Path.of("unset");

  @BeforeContainer
  static void write() throws Exception {
    flac = Files.createTempFile("stream", ".flac");
    wav = Files.createTempFile("stream", ".wav");
    short[] noise = MediaReaderTest.noise(12_345);
    Encoder.write(
        flac, "flac", avutil.AV_SAMPLE_FMT_S16, new short[][] {noise, noise.clone()}, 44_100);
    // Longer than a piece.
    WavWriter.write(wav, new AudioClip(new float[100_000], 16_000));
    try (RandomAccessFile end = new RandomAccessFile(wav.toFile(), "rw")) {
      end.seek(end.length() - 5_000);
      end.write(new byte[] {1, 2, 3, 4});
    }
  }

  @AfterContainer
  static void delete() throws IOException {
    Files.deleteIfExists(flac);
    Files.deleteIfExists(wav);
  }

  @Property(tries = 20)
  void read_anyChunking_equalsTheWhole(
      @ForAll @IntRange(min = 4, max = 60_000) int room, @ForAll boolean plain) throws IOException {
    Path file = plain ? wav : flac;
    PcmAudio whole = MediaReader.read(file);
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    byte[] buffer = new byte[room + 3];
    try (MediaStream stream = MediaStream.open(file)) {
      assertThat(stream.format()).isEqualTo(whole.format());
      int given = stream.read(buffer, 3, room);
      while (given >= 0) {
        assertThat(given % whole.format().bytesPerSampleFrame()).isZero();
        pieces.write(buffer, 3, given);
        given = stream.read(buffer, 3, room);
      }
      assertThat(stream.isDamaged()).isFalse();
    }
    assertThat(pieces.toByteArray()).isEqualTo(whole.pcm());
  }
}
