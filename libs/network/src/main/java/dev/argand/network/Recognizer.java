package dev.argand.network;

import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.Manifest;
import dev.argand.network.bundle.ModelFormatException;
import dev.argand.signal.FrontEnd;
import java.util.Arrays;

/**
 * A loaded model: features of a window to scores.
 *
 * <p>Thread-safe: any number of threads may call, each call is one thread's work. Set {@code
 * -Dai.djl.pytorch.num_threads=1} and scale by threads that call.
 */
public final class Recognizer implements AutoCloseable {
  private final String digest;
  private final Manifest manifest;
  private final Scorer scorer;

  private Recognizer(String digest, Manifest manifest, Scorer scorer) {
    this.digest = digest;
    this.manifest = manifest;
    this.scorer = scorer;
  }

  /**
   * Builds the network of a bundle on PyTorch.
   *
   * @throws ModelFormatException if a weight is missing, unknown or of another shape
   */
  public static Recognizer load(Bundle bundle) throws ModelFormatException {
    return load(bundle, ModelEngine.PYTORCH);
  }

  /**
   * Builds the network of a bundle on an engine.
   *
   * @throws ModelFormatException if a weight is missing, unknown or of another shape, or the engine
   *     cannot take the network
   */
  public static Recognizer load(Bundle bundle, ModelEngine engine) throws ModelFormatException {
    return new Recognizer(bundle.digest(), bundle.manifest(), engine.open(bundle));
  }

  /** Digest of the bundle. */
  public String digest() {
    return digest;
  }

  /** Manifest of the bundle. */
  public Manifest manifest() {
    return manifest;
  }

  /** The front end whose features it takes. */
  public FrontEnd frontEnd() {
    return manifest.frontEnd();
  }

  /**
   * Scores of one window: softmax probabilities in the manifest's label order.
   *
   * @param features {@code [2, bands, frames]} as {@link FrontEnd} lays them out
   */
  public float[] scores(float[] features) {
    return scores(features, 1);
  }

  /** Scores of several windows: {@code [windows][labels]}. */
  public float[][] scores(float[][] windows) {
    int length = frontEnd().featureLength();
    float[] flat = new float[windows.length * length];
    for (int i = 0; i < windows.length; i++) {
      System.arraycopy(windows[i], 0, flat, i * length, length);
    }
    float[] scores = scores(flat, windows.length);
    int classes = manifest.labels().size();
    float[][] rows = new float[windows.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(scores, i * classes, (i + 1) * classes);
    }
    return rows;
  }

  private float[] scores(float[] features, int size) {
    int expected = size * frontEnd().featureLength();
    if (features.length != expected) {
      throw new IllegalArgumentException(
          "features must have %d values, had %d".formatted(expected, features.length));
    }
    return scorer.scores(features, size);
  }

  @Override
  public void close() {
    scorer.close();
  }
}
