package dev.argand.network.cell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import org.junit.jupiter.api.Test;

class MemoryEstimateTest {
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          Field.COMPLEX,
          Genotype.parse(
              "SS1 normal[sep5<0 sep5<1 | sep5<0 dil5<2] reduction[sep5<0 sep5<1 | sep5<0 sep5<2]"),
          16,
          1,
          false,
          1,
          8,
          8,
          5,
          Readout.MODULUS);

  /**
   * Wide and shallow maps: what is kept of a batch grows with channels, weights with their square.
   */
  @Test
  void retraining_ofAWideNetwork_hasRoomForItsWeights() {
    NetworkSpec wide = SPEC.withChannels(256);
    long weights = Network.of(wide).parameters().size();
    assertThat(weights).isGreaterThan(20_000_000);
    // Weights, gradient, velocity and the copy that a step works on, at least.
    long least = 4 * Float.BYTES * weights;
    long maps = MemoryEstimate.retraining(wide, 4) - MemoryEstimate.retraining(wide, 2);
    assertThat(MemoryEstimate.retraining(wide, 2) - maps).isGreaterThan(least);
  }

  @Test
  void heap_growsWithWeightsAndWithManyShards() {
    NetworkSpec wide = SPEC.withChannels(256);
    long weights = Network.of(wide).parameters().size();
    assertThat(MemoryEstimate.heap(SPEC, 1)).isLessThan(512L << 20);
    assertThat(MemoryEstimate.heap(wide, 1)).isGreaterThan(5 * Float.BYTES * weights);
    assertThat(MemoryEstimate.heap(wide, 1)).isEqualTo(MemoryEstimate.heap(wide, 2));
    assertThat(MemoryEstimate.heap(wide, 16) - MemoryEstimate.heap(wide, 15))
        .isEqualTo(Float.BYTES * weights);
  }
}
