package dev.argand.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.ModelFormatException;
import dev.argand.network.bundle.Tensor;
import dev.argand.network.cell.Network;
import dev.argand.network.layer.ParameterLayout;
import dev.argand.network.layer.Pass;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The network's own operations on PyTorch. Batch norms are folded into the kernels before them when
 * it is opened; calls share only frozen arrays, and each runs in a scope of its own.
 */
final class TorchScorer implements Scorer {
  // Gradient mode is a thread's own and on in new threads.
  private static final ThreadLocal<Boolean> INFERENCE =
      ThreadLocal.withInitial(
          () -> {
            // Natives are loaded with the engine, not by a first call into them.
            Engine.getInstance();
            JniUtils.setGradMode(false);
            return true;
          });

  private final NetworkSpec spec;
  private final NDManager manager;
  private final UnaryOperator<NDArray> network;

  private TorchScorer(NetworkSpec spec, NDManager manager, UnaryOperator<NDArray> network) {
    this.spec = spec;
    this.manager = manager;
    this.network = network;
  }

  static TorchScorer open(Bundle bundle) throws ModelFormatException {
    INFERENCE.get();
    NetworkSpec spec = bundle.manifest().network();
    Network network = layOut(bundle);
    Map<String, Tensor> tensors = bundle.weights();
    int expected = network.parameters().entries().size() + network.statistics().entries().size();
    if (tensors.size() != expected) {
      throw refused(bundle, "expected %d tensors, found %d".formatted(expected, tensors.size()));
    }
    long wanted = (long) network.parameters().size() + network.statistics().size();
    long found = tensors.values().stream().mapToLong(tensor -> tensor.values().length).sum();
    if (wanted != found) {
      throw refused(
          bundle, "expected %d numbers in all tensors, found %d".formatted(wanted, found));
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
    return new TorchScorer(spec, manager, network.fold(pass));
  }

  private static Network layOut(Bundle bundle) throws ModelFormatException {
    try {
      return Network.of(bundle.manifest().network());
    } catch (ArithmeticException e) {
      throw new ModelFormatException(
          bundle.file(),
          bundle.digest(),
          ModelFormatException.Reason.WEIGHTS,
          "its network must have fewer than 2^31 parameters: " + e.getMessage(),
          e);
    }
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

  @Override
  public float[] scores(float[] features, int windows) {
    INFERENCE.get();
    try (NDManager calls = manager.newSubManager();
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray input = calls.create(features, new Shape(windows, 2, spec.bands(), spec.frames()));
      return network.apply(input).softmax(1).toFloatArray();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
