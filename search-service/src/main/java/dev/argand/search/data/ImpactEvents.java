package dev.argand.search.data;

import static dev.argand.search.data.Oscillators.samples;

import dev.argand.signal.CounterRandom;

/** Events of blows and pulses: glass, knock, bell, ticks, engine. Dry, at any level. */
final class ImpactEvents {
  /** Partials of a church bell against its prime: hum, prime, tierce, quint, nominal and above. */
  private static final double[] BELL_PARTIALS = {0.5, 1, 1.2, 1.5, 2, 2.5, 2.67, 3.0, 4.1, 5.4};

  private ImpactEvents() {}

  /** A crack of noise, then ten to forty shards that ring between 1.8 and 7.5 kHz. */
  static double[] glassBreak(SoundFamily family, CounterRandom random) {
    double[] out = new double[samples(random.nextDouble(0.4, 0.65))];
    double[] crack = Oscillators.noise(samples(random.nextDouble(0.006, 0.03)), random.at("crack"));
    for (int i = 0; i < crack.length; i++) {
      crack[i] *= StrictMath.exp(-4.0 * i / crack.length);
    }
    Oscillators.add(out, 0, crack, 0.5 + 0.5 * family.roughness());
    double lowest = family.pitchHz(1800, 3600, random);
    double spread = random.nextDouble(0.10, 0.2);
    int shards = (int) family.pace(12, 40, random);
    for (int shard = 0; shard < shards; shard++) {
      // Shards land thick at first and then ever fewer.
      double at = -spread * StrictMath.log(1 - random.nextDouble() * 0.95);
      double hz = lowest * StrictMath.pow(7500 / lowest, random.nextDouble());
      double decay = random.nextDouble(0.012, 0.05) * (0.6 + 0.8 * family.brightness());
      Oscillators.addMode(out, samples(at), hz, decay, random.nextDouble(0.15, 0.6));
    }
    return out;
  }

  /** Two to four blows, 90 to 190 ms apart: a box's low modes, and the dull click of knuckles. */
  static double[] knock(SoundFamily family, CounterRandom random) {
    int blows = 2 + random.nextInt(3);
    double apart = family.pace(0.19, 0.09, random);
    double[] out = new double[samples(Math.min(0.75, (blows - 1) * apart + 0.15))];
    double lowest = family.pitchHz(110, 330, random);
    double decay = random.nextDouble(0.012, 0.03);
    double[] ratios = {1, random.nextDouble(1.4, 1.9), random.nextDouble(2.2, 3.2), 4.7};
    for (int blow = 0; blow < blows; blow++) {
      int at = samples(blow * apart * random.nextDouble(0.94, 1.0));
      double force = random.nextDouble(0.6, 1);
      for (int mode = 0; mode < ratios.length; mode++) {
        double gain = force * StrictMath.pow(0.35 + 0.3 * family.brightness(), mode);
        Oscillators.addMode(out, at, lowest * ratios[mode], decay / (1 + 0.4 * mode), gain);
      }
      double[] click = Oscillators.noise(64, random.at(blow));
      for (int i = 0; i < click.length; i++) {
        click[i] *= StrictMath.exp(-i / 12.0);
      }
      Oscillators.lowPass(click, 1500 + 2500 * family.brightness());
      Oscillators.add(out, at, click, force * (0.2 + 0.5 * family.roughness()));
    }
    return out;
  }

  /** One stroke, or two: inharmonic partials, the higher the shorter, with a little beating. */
  static double[] bell(SoundFamily family, CounterRandom random) {
    double[] out = new double[samples(random.nextDouble(0.6, 0.78))];
    double prime = family.pitchHz(420, 1300, random);
    double decay = family.pace(0.4, 0.18, random);
    double stretch = random.nextDouble(0.985, 1.015);
    int strokes = random.nextDouble() < 0.3 ? 2 : 1;
    for (int stroke = 0; stroke < strokes; stroke++) {
      int at = samples(stroke * random.nextDouble(0.18, 0.3));
      for (int i = 0; i < BELL_PARTIALS.length; i++) {
        double hz = prime * StrictMath.pow(BELL_PARTIALS[i], stretch);
        double gain =
            StrictMath.pow(0.65 + 0.25 * family.brightness(), i) * random.nextDouble(0.6, 1);
        double ring = decay / StrictMath.sqrt(BELL_PARTIALS[i]);
        Oscillators.addMode(out, at, hz, ring, gain);
        Oscillators.addMode(out, at, hz * 1.003, ring, gain * 0.3);
      }
    }
    return out;
  }

  /** Spare kind: ticks of 2 to 6 ms every 90 to 180 ms, alternating in pitch. */
  static double[] clockTicks(SoundFamily family, CounterRandom random) {
    double apart = family.pace(0.18, 0.09, random);
    double[] out = new double[samples(random.nextDouble(Math.max(0.4, 2.3 * apart), 0.75))];
    double hz = family.pitchHz(2200, 4500, random);
    double decay = random.nextDouble(0.001, 0.003);
    for (int tick = 0; samples(tick * apart) < out.length - 160; tick++) {
      double beat = tick % 2 == 0 ? 1 : 0.8 + 0.1 * family.brightness();
      int at = samples(tick * apart);
      Oscillators.addMode(out, at, hz * beat, decay, 1);
      Oscillators.addMode(out, at, hz * beat * 1.63, decay * 0.6, 0.3 + 0.5 * family.roughness());
    }
    return out;
  }

  /**
   * Firing pulses at 35 to 110 Hz that speed up or slow down, each a little different, through two
   * resonances of an exhaust, with the noise of its gas.
   */
  static double[] engine(SoundFamily family, CounterRandom random) {
    double[] source = new double[samples(random.nextDouble(0.6, 0.78))];
    double firing = family.pitchHz(35, 110, random);
    double change = random.nextDouble(-0.25, 0.35);
    double at = 0;
    while (at < source.length - 60) {
      double force = 1 + (0.15 + 0.3 * family.roughness()) * (2 * random.nextDouble() - 1);
      for (int i = 0; i < 60; i++) {
        double gas = 0.6 * family.roughness() * Oscillators.white(random);
        source[(int) at + i] += force * (1 + gas) * StrictMath.exp(-i / 14.0);
      }
      double hz = firing * (1 + change * at / source.length);
      at += Oscillators.RATE_HZ / hz * (1 + 0.03 * (2 * random.nextDouble() - 1));
    }
    double pipe = family.pace(130, 320, random);
    double[] out = Oscillators.resonate(source, pipe, 90);
    double[] upper =
        Oscillators.resonate(source, pipe * random.nextDouble(2.2, 3.4), 260 + 300 * pipe / 320);
    Oscillators.add(out, 0, upper, 0.4 + 0.6 * family.brightness());
    for (int i = 0; i < out.length; i++) {
      out[i] *= Oscillators.edge(i, out.length, 700, 700);
    }
    return out;
  }
}
