package dev.argand.search.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.argand.search.evaluate.Answer;
import dev.argand.search.study.ArmBootstrap.Interval;
import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArmBootstrapTest {
  private static final int GROUPS = 20;
  private static final int CLIPS_A_GROUP = 20;
  private static final int RESAMPLES = 500;

  /** A run that is right with some probability, and one more for each group. */
  private static List<Answer> run(double right, long seed) {
    List<Answer> answers = new ArrayList<>();
    for (int group = 0; group < GROUPS; group++) {
      // Hard and easy groups are the same for all runs.
      double easier = 0.2 * CounterRandom.of(99).at(group).nextGaussian();
      for (int i = 0; i < CLIPS_A_GROUP; i++) {
        boolean isRight = CounterRandom.of(seed).at(group).at(i).nextDouble() < right + easier;
        String meant = i % 2 == 0 ? "yes" : "no";
        answers.add(
            new Answer(
                group + "/" + i, "speaker" + group, meant, isRight ? meant : "something else"));
      }
    }
    return answers;
  }

  private static ArmBootstrap bootstrap(
      List<List<List<Answer>>> first, List<List<List<Answer>>> second) {
    Map<String, List<List<List<Answer>>>> arms = new LinkedHashMap<>();
    arms.put("first", first);
    arms.put("second", second);
    return new ArmBootstrap(arms, 1, RESAMPLES);
  }

  private static List<List<List<Answer>>> architectures(double right, long seed, int count) {
    List<List<List<Answer>>> made = new ArrayList<>();
    for (int a = 0; a < count; a++) {
      made.add(List.of(run(right, seed + 2 * a), run(right, seed + 2 * a + 1)));
    }
    return made;
  }

  @Test
  void armsThatDiffer_areToldApart_equalOnesAreATie() {
    Interval differ =
        bootstrap(architectures(0.8, 100, 4), architectures(0.6, 200, 4)).difference(0, 1);
    assertThat(differ.isTie()).isFalse();
    assertThat(differ.value()).isCloseTo(0.2, within(0.05));
    assertThat(differ.low()).isPositive().isLessThan(differ.value());
    assertThat(differ.high()).isGreaterThan(differ.value());
    Interval equal =
        bootstrap(architectures(0.7, 100, 4), architectures(0.7, 200, 4)).difference(0, 1);
    assertThat(equal.isTie()).isTrue();
  }

  @Test
  void sameGroupsForBothArms_makeADifferenceSurerThanTheScoresAre() {
    ArmBootstrap bootstrap = bootstrap(architectures(0.7, 100, 4), architectures(0.7, 200, 4));
    Interval difference = bootstrap.difference(0, 1);
    assertThat(width(difference)).isLessThan(0.7 * width(bootstrap.score(0)));
  }

  @Test
  void architecturesThatVary_widenTheInterval() {
    List<List<List<Answer>>> steady = architectures(0.7, 100, 4);
    List<List<List<Answer>>> lucky = new ArrayList<>();
    double[] luck = {0.5, 0.6, 0.8, 0.9};
    for (int a = 0; a < 4; a++) {
      lucky.add(List.of(run(luck[a], 300 + 2 * a), run(luck[a], 301 + 2 * a)));
    }
    List<List<List<Answer>>> other = architectures(0.7, 200, 4);
    assertThat(width(bootstrap(lucky, other).difference(0, 1)))
        .isGreaterThan(2 * width(bootstrap(steady, other).difference(0, 1)));
  }

  /**
   * Of studies of equal arms about one in twenty may find a difference: here at most five of 40.
   */
  @Test
  void intervals_ofEqualArms_holdZeroAlmostAlways() {
    int wrong = 0;
    for (int i = 0; i < 40; i++) {
      long seed = 10_000 + 1000L * i;
      Map<String, List<List<List<Answer>>>> arms = new LinkedHashMap<>();
      arms.put("first", architectures(0.7, seed, 6));
      arms.put("second", architectures(0.7, seed + 500, 6));
      wrong += new ArmBootstrap(arms, i, 200).difference(0, 1).isTie() ? 0 : 1;
    }
    assertThat(wrong).isLessThanOrEqualTo(5);
  }

  @Test
  void seed_fixesTheInterval() {
    List<List<List<Answer>>> first = architectures(0.7, 100, 2);
    List<List<List<Answer>>> second = architectures(0.6, 200, 2);
    assertThat(bootstrap(first, second).difference(0, 1))
        .isEqualTo(bootstrap(first, second).difference(0, 1));
  }

  @Test
  void runsOnOtherClips_areRefused() {
    List<Answer> fewer = run(0.7, 1).subList(1, GROUPS * CLIPS_A_GROUP);
    assertThatThrownBy(() -> bootstrap(List.of(List.of(run(0.7, 1))), List.of(List.of(fewer))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the same clips");
  }

  private static double width(Interval interval) {
    return interval.high() - interval.low();
  }
}
