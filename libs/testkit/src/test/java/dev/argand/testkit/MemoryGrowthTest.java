package dev.argand.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryGrowthTest {
  @Test
  void perStep_straightLine_isItsSlope() {
    assertThat(MemoryGrowth.perStep(samples(40, i -> 1000 + 7L * i))).isEqualTo(7);
  }

  @Test
  void perStep_blocksTakenAndGivenBack_isNone() {
    // One great block near the start, a saw tooth of garbage throughout, one block near the end.
    // As a leak their 12,000 would be 120 a step.
    assertThat(
            MemoryGrowth.perStep(
                samples(100, i -> (i > 15 ? 8000 : 0) + 50L * (i % 5) + (i > 90 ? 4000 : 0))))
        .isCloseTo(0, within(12.0));
  }

  @Test
  void perStep_leakBelowTheNoiseOfAStep_isFound() {
    Random noise = new Random(1);
    assertThat(MemoryGrowth.perStep(samples(200, i -> 20L * i + noise.nextInt(1000))))
        .isCloseTo(20, within(2.0));
  }

  @Test
  void perStep_leakInLeapsOfManySteps_isFound() {
    assertThat(MemoryGrowth.perStep(samples(200, i -> 500L * (i / 25)))).isBetween(18.0, 22.0);
  }

  @Test
  void perStep_twoSamples_areRefused() {
    assertThatThrownBy(() -> MemoryGrowth.perStep(List.of(1L, 2L))).hasMessageContaining("were 2");
  }

  @Test
  void anonymousKib_isOfThisProcess() throws Exception {
    byte[] held = new byte[32 << 20];
    java.util.Arrays.fill(held, (byte) 1);
    assertThat(MemoryGrowth.anonymousKib()).isBetween(32L << 10, 16L << 20);
    assertThat(held[held.length - 1]).isEqualTo((byte) 1);
  }

  private static List<Long> samples(int count, IntToLongFunction at) {
    return IntStream.range(0, count).mapToLong(at::applyAsLong).boxed().toList();
  }
}
