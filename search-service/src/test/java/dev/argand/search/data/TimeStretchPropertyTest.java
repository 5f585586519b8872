package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.signal.CounterRandom;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class TimeStretchPropertyTest {
  private static final int RATE_HZ = 16_000;

  @Property(tries = 60)
  void length_followsTheTempo(
      @ForAll @IntRange(min = 1, max = 3_000) int length,
      @ForAll @DoubleRange(min = 0.5, max = 2) double tempo) {
    float[] out = TimeStretch.apply(noise(length, 1), tempo);
    assertThat(out).hasSize((int) Math.max(1, Math.round(length / tempo)));
    for (float sample : out) {
      assertThat(sample).isFinite();
    }
  }

  /** The frames' windows add up to 1, so that only rounding is left. */
  @Property(tries = 30)
  void tempoOne_isIdentity(@ForAll @IntRange(min = 1, max = 4_000) int length, @ForAll long seed) {
    float[] in = noise(length, seed);
    float[] out = TimeStretch.apply(in, 1);
    for (int i = 0; i < length; i++) {
      assertThat(out[i]).isCloseTo(in[i], org.assertj.core.data.Offset.offset(1e-6f));
    }
  }

  /** Zero crossings a second of a tone: 1 % is half a crossing at each end of half a second. */
  @Property(tries = 40)
  void pitch_isKept(
      @ForAll @DoubleRange(min = 150, max = 2_000) double hz,
      @ForAll @DoubleRange(min = 0.75, max = 1.34) double tempo) {
    float[] out = TimeStretch.apply(tone(hz, RATE_HZ), tempo);
    float[] middle = Arrays.copyOfRange(out, 1_000, 9_000);
    int crossings = 0;
    for (int i = 1; i < middle.length; i++) {
      crossings += middle[i - 1] < 0 != middle[i] < 0 ? 1 : 0;
    }
    assertThat(crossings).isBetween((int) (hz * 0.97) - 1, (int) (hz * 1.03) + 2);
  }

  @Property(tries = 40)
  void level_ofATone_isKept(
      @ForAll @DoubleRange(min = 150, max = 2_000) double hz,
      @ForAll @DoubleRange(min = 0.75, max = 1.34) double tempo) {
    float[] in = tone(hz, RATE_HZ);
    double before = Loudness.rms(in);
    double after = Loudness.rms(Arrays.copyOfRange(TimeStretch.apply(in, tempo), 1_000, 9_000));
    assertThat(after / before).isBetween(0.85, 1.1);
  }

  private static float[] tone(double hz, int length) {
    float[] samples = new float[length];
    for (int i = 0; i < length; i++) {
      samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * hz * i / RATE_HZ));
    }
    return samples;
  }

  private static float[] noise(int length, long seed) {
    CounterRandom random = CounterRandom.of(seed);
    float[] samples = new float[length];
    for (int i = 0; i < length; i++) {
      samples[i] = (float) random.nextDouble(-0.5, 0.5);
    }
    return samples;
  }
}
