package dev.argand.signal;

/** Test audio with all that could trip a stream: tones, sweeps, noise, clicks, exact silence. */
final class MixedAudio {
  private MixedAudio() {}

  static float[] seconds(double seconds, int rateHz, long seed) {
    float[] samples = new float[(int) Math.round(seconds * rateHz)];
    CounterRandom random = CounterRandom.of(seed);
    int at = 0;
    while (at < samples.length) {
      int length = Math.min(samples.length - at, 1 + random.nextInt(rateHz / 2));
      fill(samples, at, length, rateHz, random);
      at += length;
    }
    return samples;
  }

  private static void fill(float[] out, int at, int length, int rateHz, CounterRandom random) {
    int kind = random.nextInt(4);
    double amplitude = 0.9 * random.nextDouble();
    double hz = random.nextDouble() * rateHz / 2;
    double sweep = (random.nextDouble() - 0.5) * rateHz / 4;
    for (int i = 0; i < length; i++) {
      double time = (double) i / rateHz;
      out[at + i] =
          switch (kind) {
            case 0 -> 0;
            case 1 -> (float) (amplitude * Math.sin(2 * Math.PI * (hz + sweep * time / 2) * time));
            case 2 -> (float) (amplitude * (2 * random.nextDouble() - 1));
            default -> random.nextInt(1000) == 0 ? 1 : 0;
          };
    }
  }
}
