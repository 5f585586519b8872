package dev.argand.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
  @Test
  void sameSeedAndPlace_sameNumbers_whateverWasDrawnBefore() {
    CounterRandom a = CounterRandom.of(7);
    a.nextLong();
    CounterRandom b = CounterRandom.of(7);
    assertThat(a.at(3).at("use").nextLong()).isEqualTo(b.at(3).at("use").nextLong());
  }

  @Test
  void placesAndUses_giveDifferentStreams() {
    Set<Long> seen = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      for (int place = 0; place < 50; place++) {
        seen.add(CounterRandom.of(seed).at(place).nextLong());
        seen.add(CounterRandom.of(seed).at("use" + place).nextLong());
      }
    }
    assertThat(seen).hasSize(2000);
  }

  @Test
  void shuffle_isAPermutation_andUniformEnough() {
    int[] firstCounts = new int[5];
    CounterRandom random = CounterRandom.of(1);
    for (int i = 0; i < 5000; i++) {
      int[] items = {0, 1, 2, 3, 4};
      random.shuffle(items);
      assertThat(items[0] + items[1] + items[2] + items[3] + items[4]).isEqualTo(10);
      firstCounts[items[0]]++;
    }
    for (int count : firstCounts) {
      // Mean 1000, standard deviation 28: seven of them.
      assertThat(count).isBetween(800, 1200);
    }
  }
}
