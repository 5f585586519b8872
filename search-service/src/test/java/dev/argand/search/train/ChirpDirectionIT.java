package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.network.Architecture;
import dev.argand.network.Field;
import dev.argand.network.Input;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.training.Batch;
import dev.argand.network.training.NetworkTrainer;
import dev.argand.search.data.ChirpTask;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.Features;
import dev.argand.signal.FrontEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Up or down within one frame: a complex network tells, and the same network on magnitudes does
 * not.
 */
class ChirpDirectionIT {
  private static final int BATCH = 32;
  private static final int STEPS = Integer.getInteger("chirp.steps", 200);

  /** Of 1000 guesses 55 % are right with a probability of 0.0008. */
  private static final int TESTED = 1000;

  private static final String CELLS =
      System.getProperty(
          "chirp.cells",
          "SS1 normal[skip<0 skip<1 | skip<0 skip<1] reduction[sep3<0 sep3<1 | sep3<0 sep3<1]");

  private final FrontEnd frontEnd = frontEnd();

  private static FrontEnd frontEnd() {
    try {
      return Profile.read("chirp-direction").frontEnd();
    } catch (dev.argand.runtime.SettingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void complexNetwork_onPlanes_tells() {
    assertThat(accuracy(Field.COMPLEX, Input.PLANES)).isGreaterThanOrEqualTo(0.95);
  }

  @ParameterizedTest
  @CsvSource({"COMPLEX", "REAL"})
  void network_onMagnitudes_isBlind(Field field) {
    assertThat(accuracy(field, Input.MAGNITUDE)).isBetween(0.45, 0.55);
  }

  private double accuracy(Field field, Input input) {
    NetworkSpec spec =
        new NetworkSpec(
            field,
            Architecture.parse(CELLS),
            field == Field.COMPLEX ? 4 : 6,
            0,
            false,
            1,
            frontEnd.melBands(),
            frontEnd.frames(),
            2,
            Readout.MODULUS,
            input);
    try (NetworkTrainer trainer =
        new NetworkTrainer(spec, new NetworkTrainer.Settings(0.9, 3e-4, 5), CounterRandom.of(1))) {
      for (int step = 0; step < STEPS; step++) {
        float[] targets = new float[2 * BATCH];
        float[] features = features("train", step * BATCH, BATCH, targets);
        var r =
            trainer.step(
                new Batch(BATCH, features, targets), Cosine.rate(0.1, 1e-5, 0.05, step, STEPS));
        if (step % 20 == 0 && Boolean.getBoolean("chirp.tell")) {
          System.out.println(step + " " + r.loss() + " " + r.accuracy());
        }
      }
      int right = 0;
      for (int from = 0; from < TESTED; from += 100) {
        float[] targets = new float[2 * 100];
        float[][] scores = trainer.probabilities(features("test", from, 100, targets), 100);
        for (int i = 0; i < scores.length; i++) {
          right += scores[i][1] > scores[i][0] == targets[2 * i + 1] > 0 ? 1 : 0;
        }
      }
      return (double) right / TESTED;
    }
  }

  /** Chirps from a number on, up and down in turn. */
  private float[] features(String use, int from, int count, float[] targets) {
    float[] all = new float[count * frontEnd.featureLength()];
    for (int i = 0; i < count; i++) {
      boolean up = i % 2 == 0;
      float[] clip = ChirpTask.render(up, CounterRandom.of(1).at(use).at(from + i)).samples();
      System.arraycopy(
          Features.window(frontEnd, clip),
          0,
          all,
          i * frontEnd.featureLength(),
          frontEnd.featureLength());
      targets[2 * i + (up ? 1 : 0)] = 1;
    }
    return all;
  }
}
