package dev.argand.search.data;

import dev.argand.signal.CounterRandom;

/**
 * A small synthetic room at 16 kHz: the direct sound, a few early reflections, and a tail that
 * decays exponentially.
 *
 * <p>The tail is velvet noise: single taps of random sign at random places, about 1500 a second,
 * which sounds like Gaussian noise and costs a tenth of it. H. Järveläinen and M. Karjalainen,
 * "Reverberation modeling using velvet noise", AES 30th conference, 2007. Reflections pass a
 * one-pole low-pass that stands for the absorption of walls and air.
 *
 * @param delays delay of every tap in samples, none for the direct sound
 * @param gains gain of every tap against the direct sound
 * @param damping pole of the low-pass in [0, 1)
 */
record SmallRoom(int[] delays, double[] gains, double damping) {
  private static final int EARLY = 6;
  private static final double TAIL_SPACING_SAMPLES = SoundSynthesiser.SAMPLE_RATE_HZ / 1500.0;

  static SmallRoom draw(CounterRandom random) {
    double reverberationSeconds = random.nextDouble(0.06, 0.35);
    double tailGain = random.nextDouble(0.02, 0.12);
    double earlyGain = random.nextDouble(0.1, 0.5);
    // 60 dB over the reverberation time.
    double decay = StrictMath.log(1000) / (reverberationSeconds * SoundSynthesiser.SAMPLE_RATE_HZ);
    int tailStart = (int) random.nextDouble(200, 400);
    int tail = (int) (reverberationSeconds * SoundSynthesiser.SAMPLE_RATE_HZ * 0.7);
    int tailTaps = (int) (tail / TAIL_SPACING_SAMPLES);
    int[] delays = new int[EARLY + tailTaps];
    double[] gains = new double[EARLY + tailTaps];
    for (int i = 0; i < EARLY; i++) {
      delays[i] = 16 + (int) (random.nextDouble() * tailStart);
      gains[i] = sign(random) * earlyGain * random.nextDouble(0.4, 1);
    }
    for (int i = 0; i < tailTaps; i++) {
      int at = (int) ((i + random.nextDouble()) * TAIL_SPACING_SAMPLES);
      delays[EARLY + i] = tailStart + at;
      gains[EARLY + i] = sign(random) * tailGain * StrictMath.exp(-decay * at);
    }
    return new SmallRoom(delays, gains, random.nextDouble(0.1, 0.7));
  }

  /** The sound as heard in this room, of the given length; what rings on beyond it is cut. */
  double[] hear(double[] dry, int length) {
    double[] reflected = new double[length];
    for (int tap = 0; tap < delays.length; tap++) {
      int end = Math.min(length, delays[tap] + dry.length);
      for (int i = delays[tap]; i < end; i++) {
        reflected[i] += gains[tap] * dry[i - delays[tap]];
      }
    }
    double[] heard = new double[length];
    double state = 0;
    for (int i = 0; i < length; i++) {
      state += (1 - damping) * (reflected[i] - state);
      heard[i] = (i < dry.length ? dry[i] : 0) + state;
    }
    return heard;
  }

  /** Longest delay that still matters (within 40 dB of the tail's start), in samples. */
  int tailSamples() {
    int last = 0;
    for (int delay : delays) {
      last = Math.max(last, delay);
    }
    return last;
  }

  private static double sign(CounterRandom random) {
    return random.nextBoolean() ? 1 : -1;
  }
}
