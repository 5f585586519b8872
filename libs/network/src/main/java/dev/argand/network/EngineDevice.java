package dev.argand.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.cuda.CudaUtils;
import dev.argand.signal.CounterRandom;

/**
 * The device on which this JVM's engine trains: the first GPU where its natives are a GPU's and one
 * is seen, else the CPU. Recognition and goldens are on the CPU always.
 */
public final class EngineDevice {
  private static final int SIZE = 64;
  private static final int CALLS = 3;

  /**
   * A product of 64 terms in [-1, 1]: float errs by less than 64 * 64 * 2^-24; TF32 by far more.
   */
  private static final double TOLERANCE = SIZE * SIZE * 0x1p-24;

  private EngineDevice() {}

  /** Whether training is done on a GPU. */
  public static boolean isCuda() {
    return Engine.getInstance().defaultDevice().isGpu();
  }

  /** The device for provenance: cpu, or cuda with the GPU's compute capability. */
  public static String describe() {
    return isCuda() ? "cuda, compute capability " + CudaUtils.getComputeCapability(0) : "cpu";
  }

  /**
   * Multiplies matrices on the training device and on the CPU, three times.
   *
   * @throws IllegalStateException if they differ by more than float arithmetic can
   */
  public static void prove() {
    try (NDManager cpu = NDManager.newBaseManager(Device.cpu());
        NDManager device = NDManager.newBaseManager()) {
      for (int call = 0; call < CALLS; call++) {
        float[] values = values(CounterRandom.of(call));
        float[] expected = square(cpu, values);
        float[] found = square(device, values);
        for (int i = 0; i < expected.length; i++) {
          if (!(Math.abs(expected[i] - found[i]) <= TOLERANCE)) {
            throw new IllegalStateException(
                "a product must be %s within %s, was %s"
                    .formatted(expected[i], TOLERANCE, found[i]));
          }
        }
      }
    }
  }

  private static float[] square(NDManager manager, float[] values) {
    NDArray matrix = manager.create(values, new Shape(SIZE, SIZE));
    return matrix.matMul(matrix).toFloatArray();
  }

  private static float[] values(CounterRandom random) {
    float[] values = new float[SIZE * SIZE];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return values;
  }
}
