package dev.argand.search.data;

import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.WavWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes short WAV files for tests. */
final class TestAudioFiles {
  private TestAudioFiles() {}

  /** 50 ms of noise that depends on the file's name. */
  static void write(Path file) throws IOException {
    write(
        file, SoundSynthesiser.background(800, CounterRandom.of(1).at(file.toString())).samples());
  }

  static void write(Path file, float[] samples) throws IOException {
    Files.createDirectories(file.getParent());
    WavWriter.write(file, new AudioClip(samples, 16_000));
  }

  /** Several at once, below a root. */
  static void fill(Path root, String... names) throws IOException {
    for (String name : names) {
      write(root.resolve(name));
    }
  }
}
