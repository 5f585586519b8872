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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SupernetTrainerTest {
  private static final int SIZE = 16;

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

  private static Batch batch(int seed) {
    CounterRandom random = CounterRandom.of(seed);
    float[] features = new float[3 * 2 * SIZE * SIZE];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    return new Batch(3, features, new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
  }
}
