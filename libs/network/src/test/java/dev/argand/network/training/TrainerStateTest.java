package dev.argand.network.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.SearchSpace;
import dev.argand.network.cell.Supernet;
import dev.argand.signal.CounterRandom;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A trainer that is set to another's state goes on as that one does. */
class TrainerStateTest {
  private static final int SIDE = 16;
  private static final int CLASSES = 3;
  private static final int SIZE = 3;
  private static final SupernetTrainer.Settings SETTINGS = settings(1e-3, 3e-4);

  /** Where an uninterrupted search stood half way and at its end. */
  private record Course(TrainerState middle, TrainerState end) {}

  /** Steps of a search. */
  private interface Lessons {
    void take(SupernetTrainer trainer, int from, int to);
  }

  @Test
  void supernet_restored_goesOnBitForBit() {
    Supernet.Spec spec =
        new Supernet.Spec(Field.COMPLEX, SearchSpace.SS1, 2, 0, 2, 2, CLASSES, Readout.REAL_PART);
    Course course = course(spec, TrainerStateTest::search, 3);
    try (SupernetTrainer other = new SupernetTrainer(spec, SETTINGS, CounterRandom.of(2))) {
      search(other, 20, 22);
      other.restore(course.middle());
      assertSame(other.state(), course.middle());
      search(other, 3, 6);
      assertSame(other.state(), course.end());
    }
  }

  @Test
  void supernet_ofSecondOrder_restored_goesOnBitForBit() {
    Supernet.Spec spec =
        new Supernet.Spec(Field.COMPLEX, SearchSpace.SS1, 2, 0, 1, 2, CLASSES, Readout.REAL_PART);
    Course course = course(spec, TrainerStateTest::searchAhead, 2);
    try (SupernetTrainer other = new SupernetTrainer(spec, SETTINGS, CounterRandom.of(2))) {
      searchAhead(other, 20, 21);
      other.restore(course.middle());
      searchAhead(other, 2, 4);
      assertSame(other.state(), course.end());
      other.restore(course.middle());
      search(other, 2, 4);
      assertThat(other.state().doubles().get("reduction"))
          .as("the first order goes another way")
          .isNotEqualTo(course.end().doubles().get("reduction"));
    }
  }

  @Test
  void supernet_withoutAdamsMoments_goesAnotherWay() {
    Supernet.Spec spec =
        new Supernet.Spec(Field.REAL, SearchSpace.SS1, 2, 0, 1, 2, CLASSES, Readout.REAL_PART);
    SupernetTrainer.Settings settings = settings(0, 0);
    try (SupernetTrainer trainer = new SupernetTrainer(spec, settings, CounterRandom.of(1))) {
      search(trainer, 0, 2);
      TrainerState state = trainer.state();
      search(trainer, 2, 3);
      TrainerState next = trainer.state();
      Map<String, double[]> damaged = new TreeMap<>(state.doubles());
      damaged.computeIfPresent("normal.adam", (name, moments) -> new double[moments.length]);
      trainer.restore(new TrainerState(state.floats(), damaged));
      search(trainer, 2, 3);
      assertThat(trainer.state().doubles().get("normal"))
          .isNotEqualTo(next.doubles().get("normal"));
    }
  }

  @Test
  void network_restored_goesOnBitForBit() {
    NetworkTrainer.Settings settings = new NetworkTrainer.Settings(0.9, 3e-4, 5, 1);
    TrainerState middle;
    TrainerState end;
    float[][] scores;
    try (NetworkTrainer one = new NetworkTrainer(network(), settings, CounterRandom.of(1))) {
      train(one, 0, 3);
      middle = one.state();
      train(one, 3, 6);
      end = one.state();
      scores = one.probabilities(batch(9).features(), SIZE);
    }
    try (NetworkTrainer other = new NetworkTrainer(network(), settings, CounterRandom.of(2))) {
      // What was folded for these scores must not outlive the restored weights.
      assertThat(other.probabilities(batch(9).features(), SIZE)).isNotEqualTo(scores);
      other.restore(middle);
      train(other, 3, 6);
      assertSame(other.state(), end);
      other.restore(end);
      assertThat(other.probabilities(batch(9).features(), SIZE)).isEqualTo(scores);
    }
  }

  @Test
  void restore_anothersState_saysWhatIsMissing() {
    NetworkTrainer.Settings settings = new NetworkTrainer.Settings(0.9, 3e-4, 5, 1);
    try (NetworkTrainer trainer = new NetworkTrainer(network(), settings, CounterRandom.of(1))) {
      TrainerState own = trainer.state();
      assertThatThrownBy(
              () -> trainer.restore(new TrainerState(Map.of("w", new float[2]), Map.of())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'w'")
          .hasMessageContaining("has 2");
      assertThatThrownBy(
              () ->
                  trainer.restore(
                      new TrainerState(
                          Map.of("w", own.floats().getOrDefault("w", new float[0])), Map.of())))
          .hasMessageContaining("'statistics', has none");
      assertSame(trainer.state(), own);
    }
  }

  private static Course course(Supernet.Spec spec, Lessons lessons, int half) {
    try (SupernetTrainer trainer = new SupernetTrainer(spec, SETTINGS, CounterRandom.of(1))) {
      lessons.take(trainer, 0, half);
      TrainerState middle = trainer.state();
      lessons.take(trainer, half, 2 * half);
      return new Course(middle, trainer.state());
    }
  }

  private static SupernetTrainer.Settings settings(double architectureDecay, double decay) {
    return new SupernetTrainer.Settings(
        0.1,
        0.5,
        0.999,
        architectureDecay,
        0.9,
        decay,
        5,
        new ForceDarts(20, Purity.ENTROPY, 0),
        1e-3);
  }

  private static NetworkSpec network() {
    return new NetworkSpec(
        Field.COMPLEX,
        Genotype.parse("SS1 normal[sep3<0 max3<1] reduction[avg3<0 skip<1]"),
        2,
        1,
        false,
        2,
        SIDE,
        SIDE,
        CLASSES,
        Readout.MODULUS);
  }

  private static void search(SupernetTrainer trainer, int from, int to) {
    for (int step = from; step < to; step++) {
      trainer.architectureStep(batch(2 * step), SIDE, SIDE, step > 1);
      trainer.weightStep(batch(2 * step + 1), SIDE, SIDE, 0.05);
    }
  }

  private static void searchAhead(SupernetTrainer trainer, int from, int to) {
    for (int step = from; step < to; step++) {
      Batch lesson = batch(2 * step + 1);
      trainer.architectureStepAhead(batch(2 * step), lesson, SIDE, SIDE, 0.05, step > 1);
      trainer.weightStep(lesson, SIDE, SIDE, 0.05);
    }
  }

  private static void train(NetworkTrainer trainer, int from, int to) {
    for (int step = from; step < to; step++) {
      trainer.step(batch(step), 0.05);
    }
  }

  private static Batch batch(int number) {
    CounterRandom random = CounterRandom.of(7).at(number);
    float[] features = new float[SIZE * 2 * SIDE * SIDE];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    float[] targets = new float[SIZE * CLASSES];
    for (int i = 0; i < SIZE; i++) {
      targets[i * CLASSES + random.nextInt(CLASSES)] = 1;
    }
    return new Batch(SIZE, features, targets);
  }

  private static void assertSame(TrainerState found, TrainerState expected) {
    assertThat(found.floats().keySet()).isEqualTo(expected.floats().keySet());
    assertThat(found.doubles().keySet()).isEqualTo(expected.doubles().keySet());
    expected
        .floats()
        .forEach((name, values) -> assertThat(found.floats().get(name)).isEqualTo(values));
    expected
        .doubles()
        .forEach((name, values) -> assertThat(found.doubles().get(name)).isEqualTo(values));
  }
}
