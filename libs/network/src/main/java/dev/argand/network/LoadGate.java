package dev.argand.network;

import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.Golden;
import dev.argand.network.bundle.ModelFormatException;
import dev.argand.signal.Features;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * The last check before a model may serve: its goldens, computed here, must agree with those that
 * came with it, from the audio on.
 *
 * <p>Each shape of batch is tried three times: a native kernel that is chosen after the first call
 * can differ from the first one. What it takes is measured after that, and held to a {@link
 * LoadBudget}.
 */
public final class LoadGate {
  private static final int REPEATS = 3;

  private LoadGate() {}

  /**
   * Reads, verifies and warms a model.
   *
   * @throws ModelFormatException with the reason why it is refused
   */
  public static Recognizer load(Path file) throws ModelFormatException {
    return load(Bundle.read(file));
  }

  /** The same on an engine: whatever computes the scores is held to the same goldens. */
  public static Recognizer load(Path file, ModelEngine engine) throws ModelFormatException {
    return load(file, engine, LoadBudget.NONE);
  }

  /** The same, where a model that takes more than is allowed is refused too. */
  public static Recognizer load(Path file, ModelEngine engine, LoadBudget budget)
      throws ModelFormatException {
    return load(Bundle.read(file, budget.memoryBytes()), engine, budget);
  }

  /** The same for a bundle that has been read. */
  public static Recognizer load(Bundle bundle) throws ModelFormatException {
    return load(bundle, ModelEngine.PYTORCH, LoadBudget.NONE);
  }

  private static Recognizer load(Bundle bundle, ModelEngine engine, LoadBudget budget)
      throws ModelFormatException {
    Recognizer recognizer = Recognizer.load(bundle, engine);
    try {
      double worst = deviation(recognizer, bundle.golden());
      double tolerance = bundle.manifest().goldenTolerance();
      if (!(worst <= tolerance)) {
        throw new ModelFormatException(
            bundle.file(),
            bundle.digest(),
            ModelFormatException.Reason.GOLDEN,
            String.format(
                Locale.ROOT,
                "golden scores differ by %.3g here, at most %.3g is allowed",
                worst,
                tolerance),
            null);
      }
      if (!budget.equals(LoadBudget.NONE)) {
        budget.require(bundle, LoadCost.of(recognizer, bundle.golden().windows()));
      }
      return recognizer;
    } catch (ModelFormatException | RuntimeException e) {
      recognizer.close();
      throw e;
    }
  }

  /** Greatest difference of any golden score, over batch sizes 1 and all, three times each. */
  public static double deviation(Recognizer recognizer, Golden golden) {
    float[][] windows = golden.windows();
    float[][] expected = golden.scores();
    float[][] features = new float[windows.length][];
    for (int i = 0; i < windows.length; i++) {
      features[i] = Features.window(recognizer.frontEnd(), windows[i]);
    }
    double worst = 0;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      float[][] together = recognizer.scores(features);
      for (int i = 0; i < windows.length; i++) {
        worst = Math.max(worst, difference(together[i], expected[i]));
        worst = Math.max(worst, difference(recognizer.scores(features[i]), expected[i]));
      }
    }
    return worst;
  }

  private static double difference(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "expected %d scores, had %d: %s".formatted(b.length, a.length, Arrays.toString(a)));
    }
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = Math.abs(a[i] - b[i]);
      // A score that is not a number must never pass for a small difference.
      worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
    }
    return worst;
  }
}
