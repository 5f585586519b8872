package dev.argand.network.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.argand.network.Field;
import dev.argand.network.Readout;
import dev.argand.network.SearchSpace;
import dev.argand.network.cell.Supernet;
import dev.argand.signal.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SupernetTrainerTest {
  private static final int SIZE = 16;
  private static final double RATE = 0.05;

  static Stream<SearchMethod> methods() {
    return Stream.of(
        new Darts(), new FairDarts(10, 0.85, 1), new ForceDarts(20, Purity.ENTROPY, 0));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void steps_moveTheirOwnParametersOnly(SearchMethod method) {
    try (SupernetTrainer trainer = trainer(method, SearchSpace.SS_POL_ASYM4)) {
      double lossBefore = trainer.evaluate(batch(1), SIZE, SIZE).loss();
      double[] alphaBefore = trainer.normal().flatten();
      double[] reductionBefore = trainer.reduction().flatten();
      trainer.weightStep(batch(1), SIZE, SIZE, 0.1);
      assertThat(trainer.normal().flatten()).containsExactly(alphaBefore);
      double lossBetween = trainer.evaluate(batch(1), SIZE, SIZE).loss();
      assertThat(lossBetween).isNotEqualTo(lossBefore);
      trainer.architectureStep(batch(2), SIZE, SIZE, true);
      assertThat(trainer.normal().flatten()).isNotEqualTo(alphaBefore);
      trainer.normal().restore(alphaBefore);
      trainer.reduction().restore(reductionBefore);
      assertThat(trainer.evaluate(batch(1), SIZE, SIZE).loss()).isEqualTo(lossBetween);
    }
  }

  static Stream<Arguments> methodsAndFields() {
    return methods()
        .flatMap(method -> Stream.of(Field.values()).map(field -> Arguments.of(method, field)));
  }

  /**
   * Second order is what its formula makes of steps of first order: the gradient at the weights
   * after the weight step, less the difference between two of the training batch. Both sides do the
   * same passes in float; a hundredth of the correction is far above what is left of rounding.
   */
  @ParameterizedTest
  @MethodSource("methodsAndFields")
  void architectureStepAhead_isTheFormulaOfFirstOrderSteps(SearchMethod method, Field field) {
    // An Adam that remembers nothing and moves nothing shows the gradient.
    SupernetTrainer.Settings settings =
        new SupernetTrainer.Settings(0, 0, 0.999, 0, 0.9, 0, 1e9, method, 0.5);
    try (SupernetTrainer trainer =
        new SupernetTrainer(oneCell(field), settings, CounterRandom.of(4))) {
      trainer.weightStep(batch(5), SIZE, SIZE, 0.05);
      TrainerState start = trainer.state();
      trainer.architectureStepAhead(batch(1), batch(2), SIZE, SIZE, RATE, false);
      double[] found = gradient(trainer);
      assertThat(weights(trainer)).containsExactly(weights(start));
      assertThat(velocity(trainer.state())).containsExactly(velocity(start));

      trainer.restore(start);
      trainer.weightStep(batch(2), SIZE, SIZE, RATE);
      float[] ahead = weights(trainer);
      double[] direct = gradient(trainer, start, ahead, 1);
      trainer.restore(with(start, ahead, new float[ahead.length]));
      trainer.weightStep(batch(1), SIZE, SIZE, 0);
      float[] slope = velocity(trainer.state());
      double norm = 0;
      for (float v : slope) {
        norm += (double) v * v;
      }
      norm = Math.sqrt(norm);
      double[] above = gradient(trainer, start, moved(weights(start), slope, 0.01 / norm), 2);
      double[] below = gradient(trainer, start, moved(weights(start), slope, -0.01 / norm), 2);
      double error = 0;
      double correction = 0;
      double length = 0;
      for (int i = 0; i < found.length; i++) {
        double second = -RATE * (above[i] - below[i]) * norm / 0.02;
        error += Math.pow(found[i] - direct[i] - second, 2);
        correction += second * second;
        length += direct[i] * direct[i];
      }
      assertThat(Math.sqrt(correction)).isGreaterThan(1e-3 * Math.sqrt(length));
      assertThat(Math.sqrt(error)).isLessThan(0.01 * Math.sqrt(correction));
    }
  }

  /** The gradient of the reduction cell's parameters that the last architecture step saw. */
  private static double[] gradient(SupernetTrainer trainer) {
    int size = trainer.reduction().flatten().length;
    return Arrays.copyOf(trainer.state().doubles("reduction.adam", 2L * size + 1), size);
  }

  private static double[] gradient(
      SupernetTrainer trainer, TrainerState start, float[] weights, int batch) {
    trainer.restore(with(start, weights, velocity(start)));
    trainer.architectureStep(batch(batch), SIZE, SIZE, false);
    return gradient(trainer);
  }

  private static TrainerState with(TrainerState state, float[] weights, float[] velocity) {
    return new TrainerState(Map.of("w", weights, "velocity", velocity), state.doubles());
  }

  private static float[] weights(SupernetTrainer trainer) {
    return weights(trainer.state());
  }

  private static float[] weights(TrainerState state) {
    return Objects.requireNonNull(state.floats().get("w"));
  }

  private static float[] velocity(TrainerState state) {
    return Objects.requireNonNull(state.floats().get("velocity"));
  }

  private static float[] moved(float[] weights, float[] along, double share) {
    float[] moved = new float[weights.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = weights[i] + (float) share * along[i];
    }
    return moved;
  }

  @Test
  void forceDarts_beforeItForces_isDartsWithSigmoidGates() {
    double[] off = afterThreeSteps(new ForceDarts(20, Purity.ENTROPY, 0), false);
    double[] without = afterThreeSteps(new ForceDarts(0, Purity.ENTROPY, 0), true);
    assertThat(off).containsExactly(without);
    assertThat(afterThreeSteps(new ForceDarts(20, Purity.ENTROPY, 0), true)).isNotEqualTo(off);
    assertThat(new ForceDarts(20, Purity.ENTROPY, 0).operationActivation())
        .isEqualTo(new Darts().operationActivation());
  }

  /** Parameters that have decided mix what one architecture alone is. */
  @Test
  void evaluate_ofAGenotype_equalsTheDecidedMixture() {
    ForceDarts method = new ForceDarts(20, Purity.ENTROPY, 0);
    try (SupernetTrainer trainer = trainer(method, SearchSpace.SS1)) {
      for (CellParameters cell : List.of(trainer.normal(), trainer.reduction())) {
        double[] flat = cell.flatten();
        for (int i = 0; i < flat.length; i++) {
          flat[i] *= 1e6;
        }
        cell.restore(flat);
        List<int[]> kept = Discretization.of(method, cell).keptEdges();
        Arrays.fill(cell.gamma(), -1e3);
        kept.forEach(edges -> Arrays.stream(edges).forEach(e -> cell.gamma()[e] = 1e3));
      }
      assertThat(trainer.evaluate(batch(7), SIZE, SIZE, trainer.genotype()).loss())
          .isCloseTo(trainer.evaluate(batch(7), SIZE, SIZE).loss(), within(1e-5));
      assertThat(trainer.examine(batch(7), SIZE, SIZE).growth()).isBetween(0.1, 20.0);
    }
  }

  private static double[] afterThreeSteps(SearchMethod method, boolean regularized) {
    try (SupernetTrainer trainer = trainer(method, SearchSpace.SS1)) {
      for (int step = 0; step < 3; step++) {
        trainer.architectureStep(batch(step), SIZE, SIZE, regularized);
        trainer.weightStep(batch(10 + step), SIZE, SIZE, 0.05);
      }
      return trainer.normal().flatten();
    }
  }

  private static SupernetTrainer trainer(SearchMethod method, SearchSpace space) {
    return new SupernetTrainer(
        new Supernet.Spec(Field.COMPLEX, space, 2, 0, 2, 2, 3, Readout.MODULUS),
        new SupernetTrainer.Settings(0.1, 0.5, 0.999, 1e-3, 0.9, 3e-4, 5, method, 1e-3),
        CounterRandom.of(4));
  }

  /** A reduction of 8x8 and no more: a few positions a norm would be another function each step. */
  private static Supernet.Spec oneCell(Field field) {
    Readout readout = field == Field.COMPLEX ? Readout.MODULUS : Readout.REAL_PART;
    return new Supernet.Spec(field, SearchSpace.SS1, 2, 0, 2, 2, 3, readout, 1, 1);
  }

  private static Batch batch(int seed) {
    CounterRandom random = CounterRandom.of(seed);
    float[] features = new float[3 * 2 * SIZE * SIZE];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    return new Batch(3, features, new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
  }
}
