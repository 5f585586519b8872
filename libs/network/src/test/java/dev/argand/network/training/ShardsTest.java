package dev.argand.network.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.argand.network.DivergedException;
import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.SearchSpace;
import dev.argand.network.cell.Supernet;
import dev.argand.signal.CounterRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A batch in parts is learned from as its parts alone would be, on average. */
class ShardsTest {
  private static final int SIDE = 16;
  private static final int CLASSES = 3;
  private static final double RATE = 0.05;

  @Test
  void networkStep_inTwoParts_isTheMeanOfTheirSteps() {
    Batch whole = batch(1, 10);
    float[] together = network(2, whole, "w");
    float[] first = network(1, whole.split(2).get(0), "w");
    float[] second = network(1, whole.split(2).get(1), "w");
    for (int i = 0; i < together.length; i++) {
      assertThat(together[i]).isCloseTo((first[i] + second[i]) / 2, within(2e-6f));
    }
    assertThat(first).isNotEqualTo(second);
    float[] seen = network(2, whole, "statistics");
    float[] seenFirst = network(1, whole.split(2).get(0), "statistics");
    float[] seenSecond = network(1, whole.split(2).get(1), "statistics");
    for (int i = 0; i < seen.length; i++) {
      assertThat(seen[i]).isCloseTo((seenFirst[i] + seenSecond[i]) / 2, within(2e-6f));
    }
  }

  @Test
  void steps_inFourParts_areTheSameEachTime() {
    Supernet.Spec spec =
        new Supernet.Spec(Field.COMPLEX, SearchSpace.SS1, 2, 0, 2, 2, CLASSES, Readout.REAL_PART);
    TrainerState one = search(spec);
    TrainerState other = search(spec);
    assertThat(other.floats().get("w")).isEqualTo(one.floats().get("w"));
    assertThat(other.doubles().get("normal")).isEqualTo(one.doubles().get("normal"));
    assertThat(other.doubles().get("reduction")).isEqualTo(one.doubles().get("reduction"));
  }

  @Test
  void step_onAPartThatDiverges_saysSoAndTheNextGoesOn() {
    Batch good = batch(1, 8);
    for (int bad : new int[] {0, 7}) {
      float[] targets = good.targets().clone();
      targets[bad * CLASSES] = Float.NaN;
      try (NetworkTrainer trainer = trainer(2)) {
        TrainerState before = trainer.state();
        assertThatThrownBy(() -> trainer.step(new Batch(8, good.features(), targets), RATE))
            .isInstanceOf(DivergedException.class);
        assertThat(trainer.state().floats().get("w")).isEqualTo(before.floats().get("w"));
        assertThat(trainer.step(good, RATE).loss()).isFinite();
      }
    }
  }

  @Test
  void split_keepsEveryExampleInOrder() {
    Batch whole = batch(3, 7);
    List<Batch> parts = whole.split(3);
    assertThat(parts.stream().map(Batch::size)).containsExactly(2, 2, 3);
    float[] features = new float[0];
    for (Batch part : parts) {
      int at = features.length;
      features = Arrays.copyOf(features, at + part.features().length);
      System.arraycopy(part.features(), 0, features, at, part.features().length);
      assertThat(part.classes()).isEqualTo(CLASSES);
    }
    assertThat(features).isEqualTo(whole.features());
    assertThatThrownBy(() -> whole.split(8)).hasMessageContaining("batch of 7");
  }

  private static float[] network(int shards, Batch batch, String what) {
    try (NetworkTrainer trainer = trainer(shards)) {
      trainer.step(batch, RATE);
      float[] values = trainer.state().floats().get(what);
      assertThat(values).isNotNull();
      return values == null ? new float[0] : values;
    }
  }

  private static NetworkTrainer trainer(int shards) {
    NetworkSpec spec =
        new NetworkSpec(
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
    // No bound on the norm: a mean of bounded gradients is not the bounded mean.
    return new NetworkTrainer(
        spec, new NetworkTrainer.Settings(0, 0, 1e9, shards), CounterRandom.of(1));
  }

  private static TrainerState search(Supernet.Spec spec) {
    SupernetTrainer.Settings settings =
        new SupernetTrainer.Settings(
            0.1,
            0.5,
            0.999,
            1e-3,
            0.9,
            3e-4,
            5,
            new ForceDarts(20, Purity.ENTROPY, 0),
            1e-3,
            Integer.MAX_VALUE,
            4,
            List.of(),
            PolynomialCare.NONE);
    try (SupernetTrainer trainer = new SupernetTrainer(spec, settings, CounterRandom.of(1))) {
      for (int step = 0; step < 3; step++) {
        trainer.architectureStep(batch(2 * step, 9), SIDE, SIDE, step > 1);
        trainer.weightStep(batch(2 * step + 1, 9), SIDE, SIDE, RATE);
      }
      return trainer.state();
    }
  }

  private static Batch batch(int number, int size) {
    CounterRandom random = CounterRandom.of(number).at("batch");
    float[] features = new float[size * 2 * SIDE * SIDE];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    float[] targets = new float[size * CLASSES];
    for (int i = 0; i < size; i++) {
      targets[i * CLASSES + (i + number) % CLASSES] = 1;
    }
    return new Batch(size, features, targets);
  }
}
