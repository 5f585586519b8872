package dev.argand.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.signal.AudioClip;
import dev.argand.signal.AudioFormatException;
import dev.argand.signal.AudioFormatException.Reason;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.PcmAudio;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import dev.argand.signal.WavWriter;
import java.io.FileNotFoundException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaReaderTest {
  private static final int RATE_HZ = 22_050;

  @TempDir Path folder;

  /** Lossless codecs give back the very samples, stereo in the right order. */
  @ParameterizedTest
  @CsvSource({
    "a.flac, flac, S16",
    "a.flac, flac, S32",
    "a.aiff, pcm_s16be, S16",
    "a.au, pcm_s16be, S16",
    "a.caf, pcm_s16le, S16",
    "a.mka, pcm_f32le, FLT",
    "a.m4a, alac, S16P",
    "a.wv, wavpack, S16P",
    "a.tta, tta, S16"
  })
  void lossless_isExact(String name, String codec, String format) throws Exception {
    short[][] samples = {tone(440, 9_001), tone(1_000, 9_001)};
    Encoder.write(folder.resolve(name), codec, sampleFormat(format), samples, RATE_HZ);

    PcmAudio audio = MediaReader.read(folder.resolve(name));

    assertThat(audio.truncated()).isFalse();
    assertThat(audio.format().sampleRateHz()).isEqualTo(RATE_HZ);
    assertThat(audio.format().channels()).isEqualTo(2);
    assertThat(audio.mono(ChannelSelection.LEFT).samples()).isEqualTo(floats(samples[0]));
    assertThat(audio.mono(ChannelSelection.RIGHT).samples()).isEqualTo(floats(samples[1]));
  }

  /** Lossy codecs keep a tone: what differs is at least 20 dB below it. */
  @ParameterizedTest
  @CsvSource({
    "a.mp2, mp2, S16",
    "a.m4a, aac, FLTP",
    "a.ogg, vorbis, FLTP",
    "a.webm, opus, FLTP",
    "a.wma, wmav2, FLTP",
    "a.ac3, ac3, FLTP"
  })
  void lossy_keepsATone(String name, String codec, String format) throws Exception {
    short[] tone = tone(440, 48_000);
    Encoder.write(
        folder.resolve(name), codec, sampleFormat(format), new short[][] {tone, tone}, 48_000);

    AudioClip clip = MediaReader.read(folder.resolve(name)).mono(ChannelSelection.MIX);

    assertThat(clip.sampleRateHz()).isEqualTo(48_000);
    assertThat(clip.samples().length).isBetween(46_000, 52_000);
    float[] middle = Arrays.copyOfRange(clip.samples(), 8_000, 32_000);
    assertThat(restBesideTone(middle, 440.0 / 48_000)).isLessThan(0.1);
  }

  @Test
  void compressedWav_isDecoded() throws Exception {
    Path file = folder.resolve("a.wav");
    Encoder.write(
        file, "pcm_mulaw", avutil.AV_SAMPLE_FMT_S16, new short[][] {tone(300, 8_000)}, 8_000);

    AudioClip clip = MediaReader.read(file).mono(ChannelSelection.MIX);

    assertThat(clip.samples()).hasSize(8_000);
    assertThat(restBesideTone(clip.samples(), 300.0 / 8_000)).isLessThan(0.05);
  }

  @Test
  void plainWav_isReadAsBefore_andNamesDoNotMatter() throws Exception {
    float[] samples = floats(tone(440, 500));
    Path wav = folder.resolve("птица.ogg");
    WavWriter.write(wav, new AudioClip(samples, RATE_HZ));
    assertThat(MediaReader.read(wav).format())
        .isEqualTo(new PcmFormat(RATE_HZ, 1, PcmEncoding.S16LE));

    Path flac = folder.resolve("犬 の声.flac");
    Encoder.write(flac, "flac", avutil.AV_SAMPLE_FMT_S16, new short[][] {tone(440, 500)}, RATE_HZ);
    Path renamed = Files.move(flac, folder.resolve("犬 の声.wav"));
    assertThat(MediaReader.read(renamed).mono(ChannelSelection.MIX).samples()).isEqualTo(samples);
  }

  @Test
  void cutShort_givesWhatExists_flagged() throws Exception {
    Path file = folder.resolve("a.flac");
    Encoder.write(file, "flac", avutil.AV_SAMPLE_FMT_S16, new short[][] {noise(60_000)}, RATE_HZ);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    PcmAudio audio = MediaReader.read(file);

    assertThat(audio.truncated()).isTrue();
    assertThat(audio.sampleFrames()).isBetween(20_000L, 32_000L);
    float[] expected = floats(noise(60_000));
    float[] actual = audio.mono(ChannelSelection.MIX).samples();
    assertThat(Arrays.copyOf(actual, 20_000)).isEqualTo(Arrays.copyOf(expected, 20_000));
  }

  @Test
  void noAudio_isATypedRefusalThatNamesTheFile() throws Exception {
    assertRefused("empty.ogg", "", Reason.EMPTY);
    assertRefused("text.ogg", "no audio here", Reason.UNKNOWN_CONTAINER);
    assertRefused("words.srt", "1\n00:00:01,000 --> 00:00:02,000\nHello\n\n", Reason.NO_AUDIO);
    Files.write(folder.resolve("a.wav"), WavWriter.bytes(new AudioClip(new float[9], 8_000)));
    assertRefused(
        "list.m3u8",
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\na.wav\n#EXT-X-ENDLIST\n",
        Reason.UNKNOWN_CONTAINER);
    assertThatThrownBy(() -> MediaStream.open(folder.resolve("gone.ogg")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("gone.ogg");
  }

  @Test
  void nanSamples_areRefused() throws Exception {
    Path file = folder.resolve("a.caf");
    Encoder.write(
        file, "pcm_f32le", avutil.AV_SAMPLE_FMT_FLT, new short[][] {noise(3_000)}, RATE_HZ);
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 400, Float.NaN);
    Files.write(file, bytes);
    assertThatThrownBy(() -> MediaReader.read(file))
        .isInstanceOfSatisfying(
            AudioFormatException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.NON_FINITE_SAMPLE));
  }

  @Test
  void audioNames_areToldByTheirEnding() {
    assertThat(MediaReader.isAudioName("a.OGG")).isTrue();
    assertThat(MediaReader.isAudioName("b.tar.wav")).isTrue();
    assertThat(MediaReader.isAudioName("README.md")).isFalse();
    assertThat(MediaReader.isAudioName(".ogg")).isFalse();
    assertThat(MediaReader.isAudioName("ogg")).isFalse();
  }

  private void assertRefused(String name, String content, Reason reason) throws Exception {
    Path file = Files.writeString(folder.resolve(name), content);
    assertThatThrownBy(() -> MediaReader.read(file))
        .isInstanceOf(AudioFormatException.class)
        .hasMessageContaining(name)
        .satisfies(e -> assertThat(((AudioFormatException) e).reason()).isEqualTo(reason))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  /** Share of the amplitude that is no tone of the given frequency, in cycles a sample. */
  private static double restBesideTone(float[] samples, double frequency) {
    double re = 0;
    double im = 0;
    double energy = 0;
    for (int i = 0; i < samples.length; i++) {
      re += samples[i] * Math.cos(2 * Math.PI * frequency * i);
      im += samples[i] * Math.sin(2 * Math.PI * frequency * i);
      energy += samples[i] * samples[i];
    }
    double tone = 2 * (re * re + im * im) / samples.length;
    return Math.sqrt(Math.max(0, 1 - tone / energy));
  }

  private static int sampleFormat(String name) {
    return avutil.av_get_sample_fmt(name.toLowerCase(java.util.Locale.ROOT));
  }

  static short[] noise(int length) {
    java.util.Random random = new java.util.Random(5);
    short[] samples = new short[length];
    for (int i = 0; i < length; i++) {
      samples[i] = (short) random.nextInt(-20_000, 20_000);
    }
    return samples;
  }

  private static short[] tone(double hz, int length) {
    short[] samples = new short[length];
    int rateHz = length == 48_000 ? 48_000 : length == 8_000 ? 8_000 : RATE_HZ;
    for (int i = 0; i < length; i++) {
      samples[i] = (short) (12_000 * Math.sin(2 * Math.PI * hz * i / rateHz));
    }
    return samples;
  }

  private static float[] floats(short[] samples) {
    float[] floats = new float[samples.length];
    for (int i = 0; i < samples.length; i++) {
      floats[i] = samples[i] / 32_768f;
    }
    return floats;
  }
}
