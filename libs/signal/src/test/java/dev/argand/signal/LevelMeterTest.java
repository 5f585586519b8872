package dev.argand.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LevelMeterTest {
  private static final int RATE = 8_000;
  private static final int BLOCK = RATE / 100;

  @Test
  void sine_hasItsPeakAndRms() {
    // 200 Hz: whole periods in each block of 10 ms.
    Level level = of(sine(RATE, 0.5, 200, 0));

    assertThat(level.samples()).isEqualTo(RATE);
    assertThat(level.peak()).isCloseTo(0.5f, within(1e-6f));
    assertThat(level.mean()).isCloseTo(0, within(1e-8));
    assertThat(level.rms()).isCloseTo(0.5 / Math.sqrt(2), within(1e-7));
    assertThat(level.dbfs()).isCloseTo(20 * Math.log10(0.5 / Math.sqrt(2)), within(1e-5));
    assertThat(level.flatShare()).isZero();
  }

  @Test
  void offset_isTheMean_andNoLoudness() {
    Level level = of(sine(RATE, 0.1, 200, 0.3));

    assertThat(level.mean()).isCloseTo(0.3, within(1e-7));
    assertThat(level.rms()).isCloseTo(0.1 / Math.sqrt(2), within(1e-6));
  }

  @Test
  void silence_hasTheLowestLevel() {
    Level level = of(new float[RATE]);

    assertThat(level.dbfs()).isEqualTo(Level.SILENCE_DBFS);
    assertThat(level.peak()).isZero();
  }

  @Test
  void clippedSine_hasFlatTops_andAFullScaleSineHasNone() {
    float[] clipped = sine(RATE, 2, 200, 0);
    for (int i = 0; i < clipped.length; i++) {
      clipped[i] = Math.max(-1, Math.min(1, clipped[i]));
    }
    // Two thirds of each half period are beyond full scale, less the first sample of each top.
    assertThat(of(clipped).flatShare()).isBetween(0.5, 0.67);
    assertThat(of(sine(RATE, 1, 200, 0)).flatShare()).isZero();
  }

  @Test
  void anyCut_repeat_andLateBeginning_giveTheSameBits() {
    float[] samples = noise(3 * RATE, 5);
    LevelMeter whole = new LevelMeter(RATE);
    whole.push(0, samples, samples.length);
    CounterRandom random = CounterRandom.of(6);
    LevelMeter cut = new LevelMeter(RATE);
    int late = 777;
    for (int at = late; at < samples.length; ) {
      int length = Math.min(samples.length - at, 1 + random.nextInt(400));
      int known = Math.min(at - late, random.nextInt(50));
      float[] piece = new float[known + length];
      System.arraycopy(samples, at - known, piece, 0, piece.length);
      cut.push(at - known, piece, piece.length);
      at += length;
      cut.forgetBefore(at - 2 * RATE);
    }

    long start = samples.length - 2 * RATE + 33;
    long end = samples.length - 17;
    assertThat(cut.level(start, end)).isEqualTo(whole.level(start, end));
  }

  @Test
  void level_isOfTheBlocksInside() {
    float[] samples = new float[4 * BLOCK];
    samples[BLOCK - 1] = 1;
    samples[BLOCK] = 0.5f;
    samples[3 * BLOCK] = 1;
    LevelMeter meter = new LevelMeter(RATE);
    meter.push(0, samples, samples.length);

    assertThat(meter.level(1, 4 * BLOCK - 1).peak()).isEqualTo(0.5f);
    assertThat(meter.level(0, BLOCK).peak()).isEqualTo(1);
    assertThat(meter.level(1, BLOCK)).isEqualTo(Level.NONE);
  }

  @Test
  void missingSamples_beginAnew() {
    LevelMeter meter = new LevelMeter(RATE);
    meter.push(0, noise(BLOCK, 1), BLOCK);
    meter.push(10 * BLOCK + 1, noise(3 * BLOCK, 2), 3 * BLOCK);

    assertThat(meter.level(11 * BLOCK, 13 * BLOCK).samples()).isEqualTo(2 * BLOCK);
    assertThatThrownBy(() -> meter.level(10 * BLOCK, 13 * BLOCK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("samples [880, 1040) are held whole, were asked for [800, 1040)");
  }

  private static Level of(float[] samples) {
    LevelMeter meter = new LevelMeter(RATE);
    meter.push(0, samples, samples.length);
    return meter.level(0, samples.length);
  }

  private static float[] sine(int length, double amplitude, double hz, double offset) {
    float[] samples = new float[length];
    for (int i = 0; i < length; i++) {
      samples[i] = (float) (offset + amplitude * Math.sin(2 * Math.PI * hz * i / RATE));
    }
    return samples;
  }

  private static float[] noise(int length, long seed) {
    CounterRandom random = CounterRandom.of(seed);
    float[] samples = new float[length];
    for (int i = 0; i < length; i++) {
      samples[i] = (float) (2 * random.nextDouble() - 1);
    }
    return samples;
  }
}
