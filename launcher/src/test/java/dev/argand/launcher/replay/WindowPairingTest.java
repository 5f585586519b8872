package dev.argand.launcher.replay;

import static dev.argand.launcher.replay.Windows.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.argand.schemas.avro.Recognition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowPairingTest {
  private final List<WindowPair> pairs = new ArrayList<>();
  private final WindowPairing pairing = new WindowPairing(pairs::add);

  @Test
  void windowsOfOneFrontEnd_meetByNumber_inAnyInterleaving() {
    for (int k = 0; k < 4; k++) {
      pairing.first(window("s1", "f", k, 480, 1_000, "bell", 0.9f));
    }
    // The second passed over window 1, and has one more.
    for (int k : new int[] {0, 2, 3, 4}) {
      pairing.second(window("s1", "f", k, 480, 1_000, "dog", 0.9f));
    }
    pairing.finish();

    assertThat(pairs)
        .extracting(WindowPairingTest::numbers)
        .containsExactly("0 0", "1 -", "2 2", "3 3", "- 4");
  }

  @Test
  void windowsOfTwoFrontEnds_meetWhereTheirMiddlesAreNear() {
    for (int k = 0; k < 5; k++) {
      pairing.first(window("s1", "f", k, 500, 1_000, "bell", 0.9f));
      pairing.second(window("s1", "g", k, 1_000, 1_000, "bell", 0.9f));
    }
    pairing.finish();

    // Middles: 500, 1000, 1500, ... beside 500, 1500, 2500, ...
    assertThat(pairs)
        .extracting(WindowPairingTest::numbers)
        .containsExactly("0 0", "1 -", "2 1", "3 -", "4 2", "- 3", "- 4");
  }

  @Test
  void windowsWithAnExactCounterpart_meetIt_howeverManyTheOtherModelHas() {
    for (int k = 0; k < 21; k++) {
      pairing.first(window("s1", "f", k, 480, 1_000, "bell", 0.9f));
      if (k % 2 == 0) {
        pairing.second(window("s1", "g", k / 2, 960, 1_000, "bell", 0.9f));
      }
    }
    pairing.finish();

    assertThat(pairs).hasSize(21);
    for (int k = 0; k < 21; k++) {
      assertThat(numbers(pairs.get(k))).isEqualTo(k % 2 == 0 ? k + " " + k / 2 : k + " -");
    }
  }

  @Test
  void windowsHalfAHopApart_allMeet() {
    for (int k = 0; k < 6; k++) {
      pairing.first(window("s1", "f", k, 500, 1_000, "bell", 0.9f));
      pairing.second(window("s1", "g", k, 500, 1_500, "bell", 0.9f));
    }
    pairing.finish();

    assertThat(pairs)
        .extracting(WindowPairingTest::numbers)
        .containsExactly("0 0", "1 1", "2 2", "3 3", "4 4", "5 5");
  }

  /** Hop and length of either side; now and then a window is missing, as where one was shed. */
  @ParameterizedTest
  @CsvSource({
    "480, 1000, 960, 1000",
    "960, 1000, 480, 1000",
    "480, 1000, 720, 1000",
    "480, 1000, 481, 1000",
    "480, 1000, 480, 2000",
    "100, 1000, 50, 1200",
    "250, 1000, 333, 800",
    "1000, 1000, 90, 300",
    "480, 960, 480, 3001"
  })
  void windowsOfTwoFrontEnds_areThoseOfTheNearestOfAll_inAnyInterleaving(
      int hop, int length, int otherHop, int otherLength) {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<Recognition> one = side("f", hop, length, random);
      List<Recognition> other = side("g", otherHop, otherLength, random);
      pairs.clear();
      WindowPairing each = new WindowPairing(pairs::add);
      int first = 0;
      int second = 0;
      while (first < one.size() || second < other.size()) {
        if (second == other.size() || (first < one.size() && random.nextBoolean())) {
          each.first(one.get(first++));
        } else {
          each.second(other.get(second++));
        }
      }
      each.finish();

      assertThat(pairs)
          .as("seed %d", seed)
          .filteredOn(WindowPair::isWhole)
          .extracting(WindowPairingTest::numbers)
          .containsExactlyElementsOf(nearest(one, other));
      assertThat(pairs.stream().map(WindowPair::first).filter(Objects::nonNull).toList())
          .isEqualTo(one);
      assertThat(pairs.stream().map(WindowPair::second).filter(Objects::nonNull).toList())
          .isEqualTo(other);
    }
  }

  @Test
  void windowsThatWait_areThoseOfAboutOneLength() {
    for (int k = 0; k < 1_000; k++) {
      pairing.first(window("s1", "f", k, 480, 1_000, "bell", 0.9f));
      pairing.second(window("s1", "g", k, 480, 960, "bell", 0.9f));
    }

    assertThat(pairs).hasSizeGreaterThan(990);
  }

  private static List<Recognition> side(String frontEnd, int hop, int length, Random random) {
    List<Recognition> side = new ArrayList<>();
    for (int k = 0; (long) k * hop + length <= 12_000; k++) {
      if (random.nextInt(10) > 0) {
        side.add(window("s1", frontEnd, k, hop, length, "bell", 0.9f));
      }
    }
    return side;
  }

  /** The oracle: every pair that could be, the nearest first, each taken that still can be. */
  private static List<String> nearest(List<Recognition> one, List<Recognition> other) {
    List<int[]> all = new ArrayList<>();
    for (int i = 0; i < one.size(); i++) {
      for (int j = 0; j < other.size(); j++) {
        if (apart(one.get(i), other.get(j)) <= shorter(one.get(i), other.get(j)) / 2.0) {
          all.add(new int[] {i, j});
        }
      }
    }
    all.sort(
        Comparator.<int[]>comparingDouble(pair -> apart(one.get(pair[0]), other.get(pair[1])))
            .thenComparingInt(pair -> pair[0])
            .thenComparingInt(pair -> pair[1]));
    List<int[]> taken = new ArrayList<>();
    for (int[] pair : all) {
      if (taken.stream().allMatch(met -> (met[0] - pair[0]) * (met[1] - pair[1]) > 0)) {
        taken.add(pair);
      }
    }
    taken.sort(Comparator.comparingInt(pair -> pair[0]));
    return taken.stream()
        .map(pair -> number(one.get(pair[0])) + " " + number(other.get(pair[1])))
        .toList();
  }

  private static double apart(Recognition one, Recognition other) {
    return Math.abs(middle(one) - middle(other));
  }

  private static double middle(Recognition window) {
    return window.getFirstSampleIndex() + window.getSampleCount() / 2.0;
  }

  private static long shorter(Recognition one, Recognition other) {
    return Math.min(one.getSampleCount(), other.getSampleCount());
  }

  @Test
  void laterSession_waitsForNothingOfTheOneBefore() {
    pairing.first(window("s1", "f", 0, 480, 1_000, "bell", 0.9f));
    pairing.first(window("s2", "f", 0, 480, 1_000, "bell", 0.9f));
    pairing.second(window("s2", "f", 0, 480, 1_000, "bell", 0.9f));

    assertThat(pairs).extracting(WindowPairingTest::numbers).containsExactly("0 -", "0 0");
  }

  @Test
  void comparison_countsWhatIsSaid_andTheGreatestDifference() {
    Comparison comparison = new Comparison(Windows.LABELS, List.of("dog", "background"));
    Recognition bell = window("s1", "f", 0, 480, 1_000, "bell", 0.9f);
    Recognition quiet =
        Recognition.newBuilder(window("s1", "f", 0, 480, 1_000, "dog", 0.3f))
            .setAccepted(false)
            .setScores(List.of(0.3f, 0.7f))
            .build();
    comparison.add(new WindowPair(bell, quiet));
    comparison.add(new WindowPair(bell, null));
    comparison.add(new WindowPair(null, quiet));

    assertThat(comparison.windows()).isEqualTo(1);
    assertThat(comparison.same()).isZero();
    assertThat(comparison.onlyFirst()).isEqualTo(1);
    assertThat(comparison.onlySecond()).isEqualTo(1);
    assertThat(comparison.changes()).isEqualTo(Map.of("bell", Map.of("nothing", 1L)));
    // The background: 0.05 of the first, 0.7 of the second. The second does not know "bell".
    assertThat(comparison.worstLabel()).isEqualTo("background");
    assertThat(comparison.worstDifference()).isCloseTo(0.65, within(1e-6));
  }

  private static String numbers(WindowPair pair) {
    return number(pair.first()) + " " + number(pair.second());
  }

  private static String number(@Nullable Recognition window) {
    return window == null ? "-" : Long.toString(window.getWindowIndex());
  }
}
