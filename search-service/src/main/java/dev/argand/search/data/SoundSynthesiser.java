package dev.argand.search.data;

import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import java.util.Arrays;

/**
 * Renders sound events and backgrounds at 16 kHz from nothing but numbers: the source of the
 * bundled data set, of composed scenes, and of events whose true place is known to the sample.
 *
 * <p>An event lasts 0.3 to 0.8 s, its room's tail included, so that it fits a one-second window. It
 * varies in pitch, speed, length, level, timbre and room. Its first and last samples are its true
 * edges: what lies more than 40 dB below its peak at the end is cut off. Samples are whole
 * multiples of 2^-15, so writing an event to a 16-bit WAV file and reading it back changes nothing,
 * and the largest magnitude is at most 0.64 (-4 dB).
 *
 * <p>The same generator gives the same samples on every machine ({@link StrictMath} only).
 * Thread-safe: there is no state but the generator that is passed in, which advances.
 */
public final class SoundSynthesiser {
  /** Rate of everything that is rendered here. */
  public static final int SAMPLE_RATE_HZ = 16_000;

  private static final int SHORTEST = 4_800;
  private static final int LONGEST = 12_800;
  private static final int BLOCK = 80;
  private static final double CUT = 0.01;

  private SoundSynthesiser() {}

  /** An event of a kind from a device and room of its own, drawn from the generator. */
  public static AudioClip render(SoundKind kind, CounterRandom random) {
    return render(kind, SoundFamily.draw(random.at("family")), random);
  }

  /** An event of a kind from the device and room of a family. */
  static AudioClip render(SoundKind kind, SoundFamily family, CounterRandom random) {
    double[] dry = dry(kind, family, random);
    int length = Math.min(LONGEST, dry.length + family.room().tailSamples());
    double[] heard = trimEnd(family.room().hear(dry, length));
    double peakDb = family.levelDb() + random.nextDouble(-3, 0);
    return clip(heard, StrictMath.pow(10, peakDb / 20) / peak(heard));
  }

  /**
   * Background without any event: white, pink or brown noise, mains hum, wind or the babble of
   * distant voices, and often two of them together, at -62 to -26 dB below full scale RMS. Never
   * digital silence.
   *
   * @param samples length, at least 1
   */
  public static AudioClip background(int samples, CounterRandom random) {
    if (samples < 1) {
      throw new IllegalArgumentException("samples must be at least 1, was " + samples);
    }
    double[] background = Backgrounds.render(samples, random);
    double rmsDb = random.nextDouble(-62, -26);
    double scale = StrictMath.pow(10, rmsDb / 20) / Oscillators.rms(background);
    return clip(background, Math.min(scale, 0.9 / peak(background)));
  }

  private static double[] dry(SoundKind kind, SoundFamily family, CounterRandom random) {
    return switch (kind) {
      case SIREN -> TonalEvents.siren(family, random);
      case ALARM_BEEPS -> TonalEvents.alarmBeeps(family, random);
      case GLASS_BREAK -> ImpactEvents.glassBreak(family, random);
      case KNOCK -> ImpactEvents.knock(family, random);
      case DOG_BARK -> TonalEvents.dogBark(family, random);
      case BIRD_CHIRP -> TonalEvents.birdChirp(family, random);
      case ENGINE -> ImpactEvents.engine(family, random);
      case BELL -> ImpactEvents.bell(family, random);
      case WHISTLE -> TonalEvents.whistle(family, random);
      case CLOCK_TICKS -> ImpactEvents.clockTicks(family, random);
    };
  }

  /** Cuts what lies 40 dB below the peak at the end, and fades the last 5 ms. */
  private static double[] trimEnd(double[] signal) {
    double floor = CUT * peak(signal);
    int end = signal.length;
    while (end > SHORTEST && Math.abs(signal[end - 1]) < floor) {
      end--;
    }
    double[] kept = Arrays.copyOf(signal, Math.max(SHORTEST, Math.min(signal.length, end + BLOCK)));
    for (int i = 0; i < kept.length; i++) {
      kept[i] *= Oscillators.edge(i, kept.length, 1, BLOCK);
    }
    return kept;
  }

  private static double peak(double[] signal) {
    double peak = 0;
    for (double v : signal) {
      peak = Math.max(peak, Math.abs(v));
    }
    return peak;
  }

  private static AudioClip clip(double[] signal, double scale) {
    float[] samples = new float[signal.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = StrictMath.round(signal[i] * scale * 32_768) / 32_768f;
    }
    return new AudioClip(samples, SAMPLE_RATE_HZ);
  }
}
