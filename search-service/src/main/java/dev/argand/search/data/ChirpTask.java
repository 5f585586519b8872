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
 * A task to which magnitudes are provably blind: does one chirp, which lies in one frame of the
 * short-time spectrum, go up or down?
 *
 * <p>A clip is {@value #FRAMES} frames of {@value #FRAME} samples at {@value #SAMPLE_RATE_HZ} Hz,
 * silent but for one of them, which holds {@code cos(phase + 2 pi (f t + s r t^2 / 2))} with t
 * counted from its middle and s = 1 or -1; f, r, phase, level and frame are drawn. A chirp that
 * goes down is the mirror image in time of one that goes up, and the analysis window is symmetric:
 * their spectra are conjugate, so that magnitudes have the same distribution for both. That holds
 * for frames that do not overlap and windows that begin with the clip, as the profile {@code
 * chirp-direction} has them, and so says nothing of streams.
 *
 * @param groups devices of each direction, at least {@value Splits#MINIMUM_GROUPS}
 * @param takes clips of each
 * @param seed the same seed gives the same samples everywhere
 */
public record ChirpTask(int groups, int takes, long seed) {
  /** Samples a second. */
  public static final int SAMPLE_RATE_HZ = 8_000;

  /** Samples of a frame. */
  public static final int FRAME = 256;

  /** Frames of a clip. */
  public static final int FRAMES = 8;

  /** The two labels. */
  public static final List<String> LABELS = List.of("chirp-down", "chirp-up");

  private static final double LEAST_HZ_A_SECOND = 6_000;
  private static final double MOST_HZ_A_SECOND = 14_000;
  private static final double LOWEST_HZ = 500;
  private static final double HIGHEST_HZ = 900;

  public ChirpTask {
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
    return LABELS.size() * groups * takes;
  }

  /**
   * One clip.
   *
   * @param up whether the chirp goes up
   */
  public static AudioClip render(boolean up, CounterRandom random) {
    double hz = random.nextDouble(LOWEST_HZ, HIGHEST_HZ);
    double rate = random.nextDouble(LEAST_HZ_A_SECOND, MOST_HZ_A_SECOND) * (up ? 1 : -1);
    double phase = random.nextDouble(0, 2 * Math.PI);
    double level = StrictMath.pow(10, random.nextDouble(-20, -6) / 20);
    int first = random.nextInt(FRAMES) * FRAME;
    float[] samples = new float[FRAMES * FRAME];
    // The sample at the frame's edge has no mirror image in it.
    for (int n = 1; n < FRAME; n++) {
      double t = (n - FRAME / 2) / (double) SAMPLE_RATE_HZ;
      double angle = phase + 2 * Math.PI * (hz * t + rate * t * t / 2);
      samples[first + n] = StrictMath.round(level * StrictMath.cos(angle) * 32_768) / 32_768f;
    }
    return new AudioClip(samples, SAMPLE_RATE_HZ);
  }

  /**
   * Writes the clips, a folder a label, into a folder that must be empty or missing.
   *
   * @param written hears how many files were written so far
   * @throws DataException if something is there already
   * @throws IOException if the folder cannot be written to
   */
  public void write(Path folder, IntConsumer written) throws DataException, IOException {
    SyntheticData.requireEmpty(folder);
    int done = 0;
    for (String label : LABELS) {
      Path of = Files.createDirectories(folder.resolve(label));
      for (int group = 0; group < groups; group++) {
        for (int take = 0; take < takes; take++) {
          CounterRandom random = CounterRandom.of(seed).at("chirp").at(label).at(group).at(take);
          String name = String.format(Locale.ROOT, "device-%05d_nohash_%d.wav", group, take);
          WavWriter.write(of.resolve(name), render(label.equals(LABELS.get(1)), random));
          written.accept(++done);
        }
      }
    }
  }
}
