package dev.argand.search.data;

import static dev.argand.search.data.Oscillators.edge;
import static dev.argand.search.data.Oscillators.samples;

import dev.argand.signal.CounterRandom;

/** Events that carry a pitch: siren, alarm, whistle, bird, dog. Dry, at any level. */
final class TonalEvents {
  private TonalEvents() {}

  /** A wail: frequency moves around its centre as a rounded triangle, 1.5 to 5 times a second. */
  static double[] siren(SoundFamily family, CounterRandom random) {
    double[] out = new double[samples(random.nextDouble(0.5, 0.75))];
    double centre = family.pitchHz(550, 1200, random);
    double cyclesPerSecond = family.pace(1.6, 5, random);
    double octaves = random.nextDouble(0.3, 0.55);
    double start = random.nextDouble();
    double[] harmonics = rolledOff(6, 0.25 + 0.45 * family.brightness());
    Oscillators.addTone(
        out,
        0,
        out.length,
        harmonics,
        i -> {
          double turn = start + cyclesPerSecond * i / Oscillators.RATE_HZ;
          double sweep = StrictMath.sin(2 * StrictMath.PI * turn);
          return centre * StrictMath.pow(2, octaves * sweep * (1.2 - 0.2 * sweep * sweep));
        },
        i -> edge(i, out.length, 400, 400));
    return out;
  }

  /** Three to seven beeps of one hard-edged tone (odd harmonics), about as long as the pauses. */
  static double[] alarmBeeps(SoundFamily family, CounterRandom random) {
    double period = 1 / family.pace(6, 13, random);
    double[] out = new double[samples(random.nextDouble(Math.max(0.4, 2.6 * period), 0.75))];
    double hz = family.pitchHz(1600, 3400, random);
    double on = period * random.nextDouble(0.45, 0.65);
    double[] harmonics = {1, 0, 0.1 + 0.35 * family.brightness()};
    for (int beep = 0; samples(beep * period + on) <= out.length; beep++) {
      int length = samples(on);
      Oscillators.addTone(
          out, samples(beep * period), length, harmonics, i -> hz, i -> edge(i, length, 30, 30));
    }
    return out;
  }

  /** A pure tone that glides by up to a third of an octave with vibrato, and breath around it. */
  static double[] whistle(SoundFamily family, CounterRandom random) {
    double[] out = new double[samples(random.nextDouble(0.4, 0.75))];
    double from = family.pitchHz(1100, 2400, random);
    double glide = random.nextDouble(-0.35, 0.35);
    double vibratoHz = family.pace(4, 8, random);
    double vibrato = random.nextDouble(0.002, 0.012);
    Oscillators.addTone(
        out,
        0,
        out.length,
        new double[] {1, 0.04},
        i ->
            from
                * StrictMath.pow(2, glide * i / out.length)
                * (1
                    + vibrato
                        * StrictMath.sin(2 * StrictMath.PI * vibratoHz * i / Oscillators.RATE_HZ)),
        i -> edge(i, out.length, 900, 900));
    double[] breath =
        Oscillators.resonate(Oscillators.noise(out.length, random.at("breath")), from, from * 0.3);
    for (int i = 0; i < out.length; i++) {
      breath[i] *= edge(i, out.length, 900, 900);
    }
    Oscillators.add(out, 0, breath, 0.1 + 0.3 * family.roughness());
    return out;
  }

  /** Two to five sweeps of 40 to 110 ms between 2.2 and 6.5 kHz; a family sweeps up or down. */
  static double[] birdChirp(SoundFamily family, CounterRandom random) {
    double chirp = 1 / family.pace(9, 24, random);
    double pause = chirp * random.nextDouble(0.35, 0.8);
    double[] out = new double[samples(random.nextDouble(0.35, 0.65))];
    double low = family.pitchHz(2200, 4300, random);
    double octaves = (family.brightness() < 0.5 ? -1 : 1) * random.nextDouble(0.25, 0.55);
    double bend = 0.5 + 1.5 * family.roughness();
    for (double at = 0; samples(at + chirp) <= out.length; at += chirp + pause) {
      int length = samples(chirp);
      double gain = random.nextDouble(0.7, 1);
      double from = (octaves < 0 ? low * StrictMath.pow(2, -octaves) : low);
      Oscillators.addTone(
          out,
          samples(at),
          length,
          new double[] {1, 0.08},
          i -> from * StrictMath.pow(2, octaves * StrictMath.pow((double) i / length, bend)),
          i -> gain * StrictMath.pow(StrictMath.sin(StrictMath.PI * (i + 0.5) / length), 0.7));
    }
    return out;
  }

  /**
   * One or two barks: a voice whose pitch jumps up and falls, rough with sub-harmonic flutter and
   * noise, through two formants that open and close.
   */
  static double[] dogBark(SoundFamily family, CounterRandom random) {
    int barks = random.nextDouble() < 0.5 ? 1 : 2;
    double length = family.pace(0.22, 0.13, random);
    double gap = length * random.nextDouble(0.5, 0.9);
    double[] source = new double[samples(barks * length + (barks - 1) * gap)];
    double base = family.pitchHz(220, 620, random);
    double flutterHz = random.nextDouble(35, 70);
    double[] harmonics = rolledOff(20, 0.82);
    for (int bark = 0; bark < barks; bark++) {
      int start = samples(bark * (length + gap));
      int n = samples(length);
      double rise = random.nextDouble(0.3, 0.6);
      double gain = bark == 0 ? 1 : random.nextDouble(0.6, 1);
      Oscillators.addTone(
          source,
          start,
          n,
          harmonics,
          i -> base * (1 + rise * StrictMath.sin(StrictMath.PI * StrictMath.sqrt(i / (double) n))),
          i ->
              gain
                  * edge(i, n, 160, n / 2)
                  * (1
                      + (0.2 + 0.5 * family.roughness())
                          * StrictMath.sin(
                              2 * StrictMath.PI * flutterHz * i / Oscillators.RATE_HZ)));
      for (int i = 0; i < n && start + i < source.length; i++) {
        double breath = (0.3 + family.roughness()) * edge(i, n, 100, n / 2);
        source[start + i] += gain * breath * Oscillators.white(random);
      }
    }
    double first = family.pitchHz(550, 1050, random);
    double[] out = Oscillators.resonate(source, first, 180);
    double[] second = Oscillators.resonate(source, first * random.nextDouble(1.8, 2.3), 350);
    Oscillators.add(out, 0, second, 0.4 + 0.5 * family.brightness());
    return out;
  }

  /** Harmonic amplitudes 1, r, r^2, ... */
  static double[] rolledOff(int count, double ratio) {
    double[] harmonics = new double[count];
    double amplitude = 1;
    for (int h = 0; h < count; h++) {
      harmonics[h] = amplitude;
      amplitude *= ratio;
    }
    return harmonics;
  }
}
