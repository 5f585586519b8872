package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.network.Field;
import dev.argand.network.Input;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.training.Batch;
import dev.argand.network.training.NetworkTrainer;
import dev.argand.runtime.SettingException;
import dev.argand.search.data.ChirpTask;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.Features;
import dev.argand.signal.FrontEnd;
import org.junit.jupiter.api.Test;

/**
 * Up or down within one frame: a complex network tells, and the same network on magnitudes does
 * not.
 */
class ChirpDirectionIT {
  private static final int BATCH = 32;
  private static final int CHANNELS = 4;
  private static final int STEPS = 140;

  /** Of 1000 guesses 55 % are right with a probability of 0.0008. */
  private static final int TESTED = 1000;

  private final Profile profile;
  private final FrontEnd frontEnd;

  ChirpDirectionIT() throws SettingException {
    profile = Profile.read("chirp-direction");
    frontEnd = profile.frontEnd();
  }

  @Test
  void complexNetwork_onPlanes_tells() {
    assertThat(accuracy(Input.PLANES)).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void theSameNetwork_onMagnitudes_isBlind() {
    assertThat(accuracy(Input.MAGNITUDE)).isBetween(0.45, 0.55);
  }

  private double accuracy(Input input) {
    NetworkSpec spec =
        new NetworkSpec(
            Field.COMPLEX,
            profile.architecture().cells().orElseThrow(),
            CHANNELS,
            0,
            false,
            1,
            frontEnd.melBands(),
            frontEnd.frames(),
            2,
            Readout.MODULUS,
            input);
    try (NetworkTrainer trainer =
        new NetworkTrainer(
            spec, new NetworkTrainer.Settings(0.9, 3e-4, 5, 1), CounterRandom.of(1))) {
      for (int step = 0; step < STEPS; step++) {
        float[] targets = new float[2 * BATCH];
        float[] features = features("train", step * BATCH, BATCH, targets);
        trainer.step(
            new Batch(BATCH, features, targets), Cosine.rate(0.1, 1e-5, 0.05, step, STEPS));
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
