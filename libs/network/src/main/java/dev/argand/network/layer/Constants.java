package dev.argand.network.layer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Arrays that never change, made once for each type and device and kept as long as the JVM: a few
 * kilobytes to megabytes for each geometry that its networks have. Thread-safe.
 */
final class Constants {
  private record Key(Object what, DataType type, Device device) {}

  private static final Map<Key, NDArray> ALL = new ConcurrentHashMap<>();

  private Constants() {}

  /**
   * The array of a key, of the type and device of another.
   *
   * @param what what the values depend on, with {@code equals}
   */
  static NDArray of(Object what, NDArray like, Shape shape, Supplier<double[]> values) {
    return ALL.computeIfAbsent(
        new Key(what, like.getDataType(), like.getDevice()),
        key -> create(key, shape, values.get()));
  }

  private static NDArray create(Key key, Shape shape, double[] values) {
    try (NDManager scratch = NDManager.newBaseManager(key.device())) {
      // A copy of the engine's own: what is made from an array keeps to that array's buffer.
      NDArray own = scratch.create(values, shape).toType(key.type(), false).duplicate();
      own.attach(NDManager.newBaseManager(key.device()));
      // It outlives the pass that needed it first.
      NDScope.unregister(own);
      return own;
    }
  }
}
