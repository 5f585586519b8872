package dev.argand.network.layer;

import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

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

  /** Numbers of scales, and of what each multiplies. */
  private final Map<Integer, Integer> scales = new TreeMap<>();

  /** Ranges of the flat vector that belong to polynomials. */
  private final List<int[]> polynomials = new ArrayList<>();

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

  /**
   * Declares a real number, 1 at first, that multiplies another parameter wherever that is used: a
   * way to learn it, and no part of a finished network ({@link #folded}).
   *
   * @param of the parameter's number
   * @return the scale's number
   */
  public int declareScale(int of) {
    int scale = declare(entries.get(of).name() + ".scale", 1, Initializer.constant(1), 1);
    scales.put(scale, of);
    return scale;
  }

  /** Says that everything declared since the vector had a length belongs to a polynomial. */
  void polynomialSince(int length) {
    polynomials.add(new int[] {length, size});
  }

  /** A vector with the value where the flat vector belongs to a polynomial, and 0 elsewhere. */
  public float[] ofPolynomials(float value) {
    float[] vector = new float[size];
    for (int[] range : polynomials) {
      Arrays.fill(vector, range[0], range[1], value);
    }
    return vector;
  }

  /** Number of values that a finished network has: without scales. */
  public int foldedSize() {
    return size - scales.size();
  }

  /**
   * The parameters of a finished network by name, each multiplied by its scale where it has one.
   */
  public Map<Entry, float[]> folded(float[] flat) {
    Map<Entry, float[]> folded = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      if (!scales.containsKey(i)) {
        Entry entry = entries.get(i);
        folded.put(entry, Arrays.copyOfRange(flat, entry.offset(), entry.offset() + entry.size()));
      }
    }
    scales.forEach(
        (scale, of) -> {
          float[] values = Objects.requireNonNull(folded.get(entries.get(of)));
          for (int i = 0; i < values.length; i++) {
            values[i] *= flat[entries.get(scale).offset()];
          }
        });
    return folded;
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
