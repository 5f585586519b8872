package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.network.Genotype;
import dev.argand.network.SearchSpace;
import dev.argand.signal.CounterRandom;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RandomArchitectureTest {
  @Test
  void draw_isFixedByItsPlace() {
    Genotype first = draw(1);
    assertThat(draw(1)).isEqualTo(first);
    assertThat(draw(2)).isNotEqualTo(first);
    assertThat(Genotype.parse(first.toString())).isEqualTo(first);
  }

  /** Of node 4's six pairs of inputs, and of seven operations, none is left out or favoured. */
  @Test
  void draw_isUniformOverPairsAndOperations() {
    Map<String, Integer> pairs = new TreeMap<>();
    Map<String, Integer> operations = new TreeMap<>();
    int draws = 3000;
    for (int seed = 0; seed < draws; seed++) {
      Genotype.Node last = draw(seed).normal().nodes().get(2);
      Genotype.Input a = last.inputs().get(0);
      Genotype.Input b = last.inputs().get(1);
      assertThat(a.from()).isLessThan(b.from());
      pairs.merge(a.from() + "," + b.from(), 1, Integer::sum);
      operations.merge(a.operation().code(), 1, Integer::sum);
    }
    assertThat(pairs).hasSize(6);
    assertThat(operations).hasSize(7);
    // Five standard deviations of a binomial: about 100 of 500, and 96 of 429.
    pairs.values().forEach(n -> assertThat(n).isBetween(400, 600));
    operations.values().forEach(n -> assertThat(n).isBetween(333, 525));
  }

  private static Genotype draw(int seed) {
    return RandomArchitecture.draw(SearchSpace.SS1, 3, CounterRandom.of(seed));
  }
}
