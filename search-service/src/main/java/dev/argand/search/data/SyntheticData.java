package dev.argand.search.data;

import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.WavWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * Writes synthesised sounds as a data set: a folder of WAV files for each kind and one of
 * background, named so that the device and room of an event is its group.
 *
 * @param kinds what to render; background comes beside them
 * @param groups devices and rooms of each kind, at least {@value Splits#MINIMUM_GROUPS}
 * @param takes clips of each
 * @param seed the same seed gives the same samples everywhere
 */
public record SyntheticData(List<SoundKind> kinds, int groups, int takes, long seed) {
  private static final int BACKGROUND_SAMPLES = 4 * SoundSynthesiser.SAMPLE_RATE_HZ;

  public SyntheticData {
    kinds = List.copyOf(kinds);
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("kinds: at least one was expected");
    }
    if (groups < Splits.MINIMUM_GROUPS || groups > 10_000) {
      throw new IllegalArgumentException(
          "groups must be in [%d, 10000], was %d".formatted(Splits.MINIMUM_GROUPS, groups));
    }
    if (takes < 1 || takes > 10_000) {
      throw new IllegalArgumentException("takes must be in [1, 10000], was " + takes);
    }
  }

  /** How many files there will be. */
  public int files() {
    return (kinds.size() + 1) * groups * takes;
  }

  /**
   * Writes the files into a folder that must be empty or missing.
   *
   * @param written hears how many files were written so far
   * @throws DataException if something is there already
   * @throws IOException if the folder cannot be written to
   */
  public void write(Path folder, IntConsumer written) throws DataException, IOException {
    requireEmpty(folder);
    int done = 0;
    for (int group = 0; group < groups; group++) {
      CounterRandom of = CounterRandom.of(seed).at("synth").at(group);
      SoundFamily family = SoundFamily.draw(of.at("family"));
      String speaker = String.format(Locale.ROOT, "device-%05d", group);
      for (int take = 0; take < takes; take++) {
        String name = String.format(Locale.ROOT, "%s_nohash_%d.wav", speaker, take);
        for (SoundKind kind : kinds) {
          CounterRandom random = of.at(kind.label()).at(take);
          write(folder.resolve(kind.label()), name, SoundSynthesiser.render(kind, family, random));
          written.accept(++done);
        }
        CounterRandom random = of.at(DataSet.BACKGROUND).at(take);
        write(
            folder.resolve(DataSet.BACKGROUND),
            "background-" + name,
            SoundSynthesiser.background(BACKGROUND_SAMPLES, random));
        written.accept(++done);
      }
    }
  }

  /** Makes a folder where it is missing, and refuses one that has anything in it. */
  static void requireEmpty(Path folder) throws DataException, IOException {
    Files.createDirectories(folder);
    try (var entries = Files.list(folder)) {
      if (entries.findAny().isPresent()) {
        throw new DataException("%s: an empty or new folder was expected".formatted(folder));
      }
    }
  }

  private static void write(Path folder, String name, AudioClip clip) throws IOException {
    Files.createDirectories(folder);
    WavWriter.write(folder.resolve(name), clip);
  }
}
