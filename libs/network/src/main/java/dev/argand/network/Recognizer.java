package dev.argand.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.Manifest;
import dev.argand.network.bundle.ModelFormatException;
import dev.argand.network.bundle.Tensor;
import dev.argand.network.cell.Network;
import dev.argand.network.layer.ParameterLayout;
import dev.argand.network.layer.Pass;
import dev.argand.signal.FrontEnd;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A loaded model: features of a window to scores.
 *
 * <p>Batch norms are folded into the kernels before them when it is loaded. Thread-safe: calls
 * share only frozen arrays, and each runs in a scope of its own. Set {@code
 * -Dai.djl.pytorch.num_threads=1} and scale by threads that call.
 */
public final class Recognizer implements AutoCloseable {
  // Gradient mode is a thread's own and on in new threads.
  private static final ThreadLocal<Boolean> INFERENCE =
      ThreadLocal.withInitial(
          () -> {
            // Natives are loaded with the engine, not by a first call into them.
            Engine.getInstance();
            JniUtils.setGradMode(false);
            return true;
          });

  private final String digest;
  private final Manifest manifest;
  private final NDManager manager;
  private final UnaryOperator<NDArray> network;

  private Recognizer(
      String digest, Manifest manifest, NDManager manager, UnaryOperator<NDArray> network) {
    this.digest = digest;
    this.manifest = manifest;
    this.manager = manager;
    this.network = network;
  }

  /**
   * Builds the network of a bundle.
   *
   * @throws ModelFormatException if a weight is missing, unknown or of another shape
   */
  public static Recognizer load(Bundle bundle) throws ModelFormatException {
    INFERENCE.get();
    Network network = Network.of(bundle.manifest().network());
    Map<String, Tensor> tensors = bundle.weights();
    int expected = network.parameters().entries().size() + network.statistics().entries().size();
    if (tensors.size() != expected) {
      throw refused(bundle, "expected %d tensors, found %d".formatted(expected, tensors.size()));
    }
    float[] weights = gather(bundle, network.parameters(), tensors);
    float[] statistics = gather(bundle, network.statistics(), tensors);
    // Also where training is on a GPU: goldens and the gate are the CPU's.
    NDManager manager = NDManager.newBaseManager(Device.cpu());
    Pass pass =
        Pass.evaluation(
            network.parameters(),
            manager.create(weights),
            network.statistics(),
            manager.create(statistics));
    return new Recognizer(bundle.digest(), bundle.manifest(), manager, network.fold(pass));
  }

  private static float[] gather(Bundle bundle, ParameterLayout layout, Map<String, Tensor> tensors)
      throws ModelFormatException {
    float[] flat = new float[layout.size()];
    for (ParameterLayout.Entry entry : layout.entries()) {
      Tensor tensor = tensors.get(entry.name());
      long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
      if (tensor == null) {
        throw refused(bundle, "tensor " + entry.name() + " is missing");
      }
      if (!Arrays.equals(tensor.shape(), shape)) {
        throw refused(
            bundle,
            "tensor %s must have shape %s, has %s"
                .formatted(entry.name(), entry.shape(), Arrays.toString(tensor.shape())));
      }
      System.arraycopy(tensor.values(), 0, flat, entry.offset(), entry.size());
    }
    return flat;
  }

  private static ModelFormatException refused(Bundle bundle, String detail) {
    return new ModelFormatException(
        bundle.file(), bundle.digest(), ModelFormatException.Reason.WEIGHTS, detail, null);
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
    INFERENCE.get();
    NetworkSpec spec = manifest.network();
    try (NDManager calls = manager.newSubManager();
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray input = calls.create(features, new Shape(size, 2, spec.bands(), spec.frames()));
      return network.apply(input).softmax(1).toFloatArray();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
