package dev.argand.search.data;

import dev.argand.signal.CounterRandom;
import dev.argand.signal.Resampler;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Endless background made of the background clips of one split: a clip from a random place on,
 * repeated with a cross-fade where it is too short, sometimes mixed with a second one. Any of them
 * may be synthesised instead. Scaled to unit RMS, with a faint noise floor, so no stretch of it is
 * ever digital silence.
 */
final class BackgroundBed {
  private static final double MIXED_SHARE = 0.3;
  private static final double FLOOR = 0.01;
  private static final double SILENT = 1e-6;
  private static final int CROSS_FADES_A_SECOND = 50;

  private final List<LabeledClip> clips;
  private final ClipCache cache;

  BackgroundBed(List<LabeledClip> clips, ClipCache cache) {
    if (clips.isEmpty()) {
      throw new IllegalArgumentException("background needs at least one clip");
    }
    this.clips = clips;
    this.cache = cache;
  }

  /**
   * Background of one or two clips of the split.
   *
   * @param synthetic how likely it is that one is synthesised instead
   */
  float[] lay(int length, double synthetic, CounterRandom random) throws IOException {
    return lay(clips.get(random.nextInt(clips.size())), length, synthetic, random);
  }

  /** Background whose first part is a given clip, or what is synthesised in its place. */
  float[] lay(LabeledClip clip, int length, double synthetic, CounterRandom random)
      throws IOException {
    float[] bed = part(clip, length, synthetic, random.at("first"));
    if (random.nextDouble() < MIXED_SHARE) {
      LabeledClip other = clips.get(random.nextInt(clips.size()));
      float[] second = part(other, length, synthetic, random.at("second"));
      float gain = (float) random.nextDouble(0.1, 1);
      for (int i = 0; i < length; i++) {
        bed[i] += gain * second[i];
      }
      unit(bed);
    }
    CounterRandom floor = random.at("floor");
    for (int i = 0; i < length; i++) {
      bed[i] += (float) (FLOOR * Oscillators.white(floor));
    }
    return bed;
  }

  private float[] part(LabeledClip clip, int length, double synthetic, CounterRandom random)
      throws IOException {
    if (synthetic > 0 && random.at("synthetic").nextDouble() < synthetic) {
      return unit(synthesised(length, random.at("made")));
    }
    return stretch(clip, length, random);
  }

  private float[] stretch(LabeledClip clip, int length, CounterRandom random) throws IOException {
    ClipCache.Sound sound = cache.get(clip);
    float[] source = sound.samples();
    if (sound.level() < SILENT) {
      // A recording of nothing: what it stands for is a quiet room.
      source = SoundSynthesiser.background(length, random.at("quiet")).samples();
    }
    float[] bed = new float[length];
    if (source.length >= length) {
      int from = random.nextInt(source.length - length + 1);
      System.arraycopy(source, from, bed, 0, length);
    } else {
      repeat(source, bed, random.nextInt(source.length));
    }
    return unit(bed);
  }

  /**
   * At the synthesiser's rate or a lower one its noises are what they are called; a model of a
   * higher rate hears them faster, for no noise that ends at 8 kHz would teach it what lies above.
   */
  private float[] synthesised(int length, CounterRandom random) {
    int rate = cache.sampleRateHz();
    if (rate >= SoundSynthesiser.SAMPLE_RATE_HZ) {
      return SoundSynthesiser.background(length, random).samples();
    }
    long made = 1 + (long) length * SoundSynthesiser.SAMPLE_RATE_HZ / rate;
    float[] samples =
        Resampler.resample(SoundSynthesiser.background((int) made, random), rate).samples();
    return Arrays.copyOf(samples, length);
  }

  /** Lays copies of a source over each other, faded where they meet, from a place in it on. */
  private void repeat(float[] source, float[] bed, int from) {
    int fade = Math.min(source.length / 4, cache.sampleRateHz() / CROSS_FADES_A_SECOND);
    int period = source.length - fade;
    for (int start = -(from % period); start < bed.length; start += period) {
      for (int i = Math.max(0, -start); i < source.length && start + i < bed.length; i++) {
        double in = i < fade ? (i + 0.5) / fade : 1;
        double out = source.length - i <= fade ? (source.length - i - 0.5) / fade : 1;
        // Equal power, for the copies are unrelated where they meet.
        bed[start + i] += (float) (source[i] * Math.sqrt(Math.min(in, out)));
      }
    }
  }

  private static float[] unit(float[] samples) {
    double rms = Loudness.rms(samples);
    if (rms >= SILENT) {
      Loudness.scale(samples, 1 / rms);
    }
    return samples;
  }
}
