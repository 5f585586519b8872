package dev.argand.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.signal.AudioClip;
import dev.argand.signal.WavWriter;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileProgrammeTest {
  @TempDir Path folder;

  private final List<String> problems = new ArrayList<>();

  @Test
  void file_isOneSession() throws Exception {
    write("a.wav", 0.5f, 100, 16_000);

    assertThat(play(folder.resolve("a.wav"))).containsExactly("16000 Hz: 0.5x100");
  }

  @Test
  void folder_playsFilesOfOneFormatInNameOrderAsOneSession() throws Exception {
    write("b.wav", 0.25f, 30, 16_000);
    write("a.wav", 0.5f, 100, 16_000);
    write("c.WAV", -0.5f, 20, 16_000);
    Files.writeString(folder.resolve("notes.txt"), "not audio");

    assertThat(play(folder)).containsExactly("16000 Hz: 0.5x100 0.25x30 -0.5x20");
  }

  @Test
  void folder_playsTheFoldersInItToo_butNoHiddenOnes() throws Exception {
    Files.createDirectories(folder.resolve("b/c"));
    Files.createDirectories(folder.resolve(".cache"));
    write("b/c/x.wav", 0.25f, 30, 16_000);
    write("a.wav", 0.5f, 100, 16_000);
    write(".cache/y.wav", 0.125f, 10, 16_000);
    assertThat(play(folder)).containsExactly("16000 Hz: 0.5x100 0.25x30");
  }

  @Test
  void folder_beginsANewSessionWhereTheFormatChanges() throws Exception {
    write("a.wav", 0.5f, 10, 16_000);
    write("b.wav", 0.5f, 10, 8_000);
    write("c.wav", 0.5f, 10, 8_000);
    write("d.wav", 0.5f, 10, 16_000);

    assertThat(play(folder))
        .containsExactly("16000 Hz: 0.5x10", "8000 Hz: 0.5x20", "16000 Hz: 0.5x10");
  }

  @Test
  void folder_otherContainersOfOneFormat_arePlayedAmongWav() throws Exception {
    write("a.wav", 0.5f, 10, 16_000);
    write("b.wav", 0.25f, 5_000, 16_000);
    asAu("b");
    write("c.wav", -0.5f, 10, 16_000);

    assertThat(play(folder)).containsExactly("16000 Hz: 0.5x10 0.25x5000 -0.5x10");
    assertThat(problems).isEmpty();
  }

  @Test
  void folder_leavesOutABadFileAndGoesOn() throws Exception {
    write("a.wav", 0.5f, 10, 16_000);
    Files.writeString(folder.resolve("b.wav"), "this is no RIFF file at all");
    write("c.wav", 0.25f, 10, 16_000);

    assertThat(play(folder)).containsExactly("16000 Hz: 0.5x10 0.25x10");
    assertThat(problems).containsExactly("unreadable b.wav");
  }

  @Test
  void file_cutShort_isPlayedAndReported() throws Exception {
    byte[] whole = WavWriter.bytes(clip(0.5f, 100, 16_000));
    Files.write(folder.resolve("a.wav"), Arrays.copyOf(whole, whole.length - 40));

    assertThat(play(folder)).containsExactly("16000 Hz: 0.5x80");
    assertThat(problems).containsExactly("truncated a.wav");
  }

  @Test
  void nothingPlayable_failsWithTheFirstReason() throws Exception {
    Path bad = Files.writeString(folder.resolve("b.wav"), "this is no RIFF file at all");

    assertThatThrownBy(() -> play(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("b.wav");
    assertThatThrownBy(() -> play(bad))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("b.wav");
  }

  @Test
  void missingPath_orEmptyFolder_saysWhatWasExpected() {
    assertThatThrownBy(() -> play(folder.resolve("missing.wav")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("missing.wav");
    assertThatThrownBy(() -> play(folder))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("no audio file")
        .hasMessageContaining("*.wav");
  }

  /** Sessions as runs of equal 16-bit samples. */
  private List<String> play(Path path) throws IOException {
    FileProgramme programme = FileProgramme.open(path, new Noted());
    List<String> sessions = new ArrayList<>();
    for (Optional<AudioSource> session = programme.next();
        session.isPresent();
        session = programme.next()) {
      sessions.add(describe(session.get()));
    }
    return sessions;
  }

  private static String describe(AudioSource session) throws IOException {
    ByteArrayOutputStream pcm = new ByteArrayOutputStream();
    byte[] buffer = new byte[14];
    for (int given = session.read(buffer, 0, 14); given >= 0; given = session.read(buffer, 0, 14)) {
      pcm.write(buffer, 0, given);
    }
    byte[] bytes = pcm.toByteArray();
    StringBuilder runs = new StringBuilder(session.format().sampleRateHz() + " Hz:");
    int start = 0;
    for (int at = 0; at < bytes.length; at += 2) {
      if (at + 2 == bytes.length || sample(bytes, at) != sample(bytes, at + 2)) {
        runs.append(" %sx%d".formatted(sample(bytes, at) / 32_768f, (at - start) / 2 + 1));
        start = at + 2;
      }
    }
    return runs.toString();
  }

  private static int sample(byte[] bytes, int at) {
    return (short) ((bytes[at] & 0xFF) | bytes[at + 1] << 8);
  }

  private void write(String name, float value, int samples, int sampleRateHz) throws IOException {
    WavWriter.write(folder.resolve(name), clip(value, samples, sampleRateHz));
  }

  private void asAu(String stem) throws Exception {
    Path wav = folder.resolve(stem + ".wav");
    try (AudioInputStream audio = AudioSystem.getAudioInputStream(wav.toFile())) {
      AudioSystem.write(audio, AudioFileFormat.Type.AU, folder.resolve(stem + ".au").toFile());
    }
    Files.delete(wav);
  }

  private static AudioClip clip(float value, int samples, int sampleRateHz) {
    float[] audio = new float[samples];
    Arrays.fill(audio, value);
    return new AudioClip(audio, sampleRateHz);
  }

  private final class Noted implements FileProgramme.Problems {
    @Override
    public void unreadable(Path file, IOException reason) {
      problems.add("unreadable " + file.getFileName());
    }

    @Override
    public void truncated(Path file) {
      problems.add("truncated " + file.getFileName());
    }
  }
}
