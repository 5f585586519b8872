package dev.argand.search.data;

import dev.argand.signal.CounterRandom;

/** Kinds of background, each of unit RMS. */
final class Backgrounds {
  private static final int KINDS = 6;

  private Backgrounds() {}

  /** One kind, or two mixed at random proportions. */
  static double[] render(int samples, CounterRandom random) {
    double[] out = unit(kind(random.nextInt(KINDS), samples, random.at("first")));
    if (random.nextDouble() < 0.5) {
      double[] other = unit(kind(random.nextInt(KINDS), samples, random.at("second")));
      Oscillators.add(out, 0, other, random.nextDouble(0.1, 1));
    }
    // A faint floor under hum and babble, which can fall silent by themselves.
    Oscillators.add(out, 0, Oscillators.noise(samples, random.at("floor")), 0.02);
    return out;
  }

  private static double[] kind(int kind, int samples, CounterRandom random) {
    return switch (kind) {
      case 0 -> white(samples, random);
      case 1 -> pink(samples, random);
      case 2 -> brown(samples, random);
      case 3 -> hum(samples, random);
      case 4 -> wind(samples, random);
      default -> babble(samples, random);
    };
  }

  /** White noise, at times dulled by a low-pass between 1.5 and 8 kHz. */
  private static double[] white(int samples, CounterRandom random) {
    double cutoff = random.nextDouble(1500, 12_000);
    double[] noise = Oscillators.noise(samples, random);
    return cutoff < 8000 ? Oscillators.lowPass(noise, cutoff) : noise;
  }

  /** Noise of -3 dB an octave: white noise through three one-pole filters (P. Kellet, 1999). */
  private static double[] pink(int samples, CounterRandom random) {
    double[] out = new double[samples];
    double b0 = 0;
    double b1 = 0;
    double b2 = 0;
    for (int i = 0; i < samples; i++) {
      double white = Oscillators.white(random);
      b0 = 0.99765 * b0 + white * 0.0990460;
      b1 = 0.96300 * b1 + white * 0.2965164;
      b2 = 0.57000 * b2 + white * 1.0526913;
      out[i] = b0 + b1 + b2 + white * 0.1848;
    }
    return out;
  }

  /** Noise of -6 dB an octave above 15 to 60 Hz. */
  private static double[] brown(int samples, CounterRandom random) {
    double cutoff = random.nextDouble(15, 60);
    return Oscillators.lowPass(Oscillators.noise(samples, random), cutoff);
  }

  /** Mains hum of 50 or 60 Hz with harmonics of random strength. */
  private static double[] hum(int samples, CounterRandom random) {
    double mains = random.nextBoolean() ? 50 : 60;
    double[] harmonics = new double[10];
    for (int h = 0; h < harmonics.length; h++) {
      harmonics[h] = random.nextDouble() / (1 + 0.5 * h);
    }
    double[] out = Oscillators.noise(samples, random.at("hiss"));
    Oscillators.lowPass(out, 3000);
    for (int i = 0; i < samples; i++) {
      out[i] *= 0.1;
    }
    Oscillators.addTone(out, 0, samples, harmonics, i -> mains, i -> 1);
    return out;
  }

  /** Low noise whose strength and colour swell and sink within seconds. */
  private static double[] wind(int samples, CounterRandom random) {
    double[] low = Oscillators.lowPass(Oscillators.noise(samples, random.at("low")), 180);
    double centre = random.nextDouble(250, 700);
    double[] high =
        Oscillators.resonate(Oscillators.noise(samples, random.at("high")), centre, centre * 0.5);
    double[] gusts = gusts(samples, random.nextDouble(0.3, 1.2), random.at("gusts"));
    for (int i = 0; i < samples; i++) {
      low[i] = gusts[i] * (low[i] + 0.4 * gusts[i] * high[i]);
    }
    return low;
  }

  /** Four to seven unclear voices: pulses through a moving throat, in syllables, far away. */
  private static double[] babble(int samples, CounterRandom random) {
    double[] out = new double[samples];
    int voices = 4 + random.nextInt(4);
    for (int voice = 0; voice < voices; voice++) {
      CounterRandom own = random.at(voice);
      double pitch = own.nextDouble(90, 240);
      double[] melody = gusts(samples, own.nextDouble(1.5, 3), own.at("melody"));
      double[] source = new double[samples];
      for (double at = own.nextDouble() * 200; at < samples; ) {
        int i = (int) at;
        source[i] += 1;
        at += Oscillators.RATE_HZ / (pitch * (0.8 + 0.4 * melody[i]));
      }
      double[] hiss = Oscillators.noise(samples, own.at("hiss"));
      Oscillators.add(source, 0, hiss, 0.02);
      double[] open = Oscillators.resonate(source, own.nextDouble(350, 750), 150);
      double[] front = Oscillators.resonate(source, own.nextDouble(1000, 2200), 250);
      double[] syllables = gusts(samples, own.nextDouble(3, 5), own.at("syllables"));
      double[] vowels = gusts(samples, own.nextDouble(3, 6), own.at("vowels"));
      for (int i = 0; i < samples; i++) {
        out[i] += syllables[i] * syllables[i] * (open[i] + vowels[i] * front[i]);
      }
    }
    return Oscillators.lowPass(out, 2000);
  }

  /** A smooth random curve in [0, 1] that turns about {@code rateHz} times a second. */
  private static double[] gusts(int samples, double rateHz, CounterRandom random) {
    double[] curve = new double[samples];
    double step = rateHz / Oscillators.RATE_HZ;
    double position = 0;
    double from = random.nextDouble();
    double to = random.nextDouble();
    for (int i = 0; i < samples; i++) {
      // Smoothstep between random values: no corner that would be heard.
      curve[i] = from + (to - from) * position * position * (3 - 2 * position);
      position += step;
      if (position >= 1) {
        position -= 1;
        from = to;
        to = random.nextDouble();
      }
    }
    return curve;
  }

  private static double[] unit(double[] signal) {
    double rms = Oscillators.rms(signal);
    for (int i = 0; i < signal.length && rms > 0; i++) {
      signal[i] /= rms;
    }
    return signal;
  }
}
