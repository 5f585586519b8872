package dev.argand.network.layer;

import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Names, shapes and places of the parameters of a network within one flat vector.
 *
 * <p>One vector makes an optimiser step a handful of operations, a checkpoint one array and a
 * gradient's norm one reduction. Layers declare their parameters when they are built and receive
 * them, in that order, in every pass.
 */
public final class ParameterLayout {
  /**
   * One parameter.
   *
   * @param name stable name, as stored in a bundle
   * @param shape shape; complex parameters begin with an axis of 2 (real, imaginary)
   * @param parts 1 for real, 2 for complex
   * @param offset first value in the flat vector
   * @param initializer fills its initial values
   */
  public record Entry(
      String name, List<Long> shape, int parts, int offset, Initializer initializer) {
    /** Number of values. */
    public int size() {
      return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private int size;

  /** Declares a parameter and returns its number. */
  public int declare(String name, int parts, Initializer initializer, long... shape) {
    if (!names.add(name)) {
      throw new IllegalArgumentException("parameter declared twice: " + name);
    }
    Entry entry = new Entry(name, Arrays.stream(shape).boxed().toList(), parts, size, initializer);
    entries.add(entry);
    size = Math.addExact(size, entry.size());
    return entries.size() - 1;
  }

  /** Length of the flat vector. */
  public int size() {
    return size;
  }

  /** The parameters in declaration order. */
  public List<Entry> entries() {
    return Collections.unmodifiableList(entries);
  }

  /** Initial values of the flat vector: each parameter draws from its own place, by name. */
  public float[] initialValues(CounterRandom random) {
    float[] flat = new float[size];
    for (Entry entry : entries) {
      float[] values = new float[entry.size()];
      entry.initializer().fill(values, entry.parts(), random.at(entry.name()));
      System.arraycopy(values, 0, flat, entry.offset(), values.length);
    }
    return flat;
  }
}
