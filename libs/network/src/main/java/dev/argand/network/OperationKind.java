package dev.argand.network;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A candidate operation of a cell's edge (Liu, Simonyan, Yang, "DARTS: Differentiable Architecture
 * Search", 2019), or one that multiplies (Guibbert, "Neural Architecture Search in complex field
 * for audio recognition", 2024). All keep the size at stride 1 and halve it at stride 2.
 *
 * <p>Those of DARTS work before activation: ReLU, convolution, batch norm. A polynomial multiplies
 * depthwise convolutions of its input, element by element, in the network's field; the digits in
 * its name are the sides of their kernels, in the order of the formula.
 */
public enum OperationKind {
  /** Twice: ReLU, depthwise 3x3, pointwise, batch norm. */
  SEP3("sep3", Family.SEPARABLE, 3),
  /** Twice: ReLU, depthwise 5x5, pointwise, batch norm. */
  SEP5("sep5", Family.SEPARABLE, 5),
  /** ReLU, depthwise 3x3 with dilation 2, pointwise, batch norm. */
  DIL3("dil3", Family.DILATED, 3),
  /** ReLU, depthwise 5x5 with dilation 2, pointwise, batch norm. */
  DIL5("dil5", Family.DILATED, 5),
  /** Maximum (by modulus) over 3x3, batch norm. */
  MAX3("max3", Family.POOL, 3),
  /** Mean over 3x3 without the padding, batch norm. */
  AVG3("avg3", Family.POOL, 3),
  /** Identity; at stride 2 a factorized reduction. */
  SKIP("skip", Family.SKIP, 1),
  /** {@code a = conv7(x), b = norm(conv1(tanh x)); y = instanceNorm(a b) + a}, then pointwise. */
  POL4_7_1("pol4_7_1", Family.POLYNOMIAL_ASYMMETRIC_4, 7, 1),
  /** The same with kernels 5 and 3. */
  POL4_5_3("pol4_5_3", Family.POLYNOMIAL_ASYMMETRIC_4, 5, 3),
  /** {@code a = conv7(x), b = conv1(x); y = tanh(a b) + a}, then pointwise. */
  POL5_7_1("pol5_7_1", Family.POLYNOMIAL_ASYMMETRIC_5, 7, 1),
  /** The same with kernels 5 and 3. */
  POL5_5_3("pol5_5_3", Family.POLYNOMIAL_ASYMMETRIC_5, 5, 3),
  /** {@code y = tanh(conv7(x) conv1(x)) conv1'(x)}, then pointwise. */
  ATT_7_1_1("att_7_1_1", Family.POLYNOMIAL_ATTENTION, 7, 1, 1),
  /** The same with kernels 5, 3 and 3. */
  ATT_5_3_3("att_5_3_3", Family.POLYNOMIAL_ATTENTION, 5, 3, 3);

  /** What an operation is built like. */
  public enum Family {
    /** Two separable convolutions. */
    SEPARABLE,
    /** One separable convolution with dilation 2. */
    DILATED,
    /** A pooling. */
    POOL,
    /** The identity. */
    SKIP,
    /** The block of SSPolAsym4. */
    POLYNOMIAL_ASYMMETRIC_4,
    /** The block of SSPolAsym5. */
    POLYNOMIAL_ASYMMETRIC_5,
    /** The block of SSPol3rdAttention. */
    POLYNOMIAL_ATTENTION
  }

  private final String code;
  private final Family family;
  private final List<Integer> kernels;

  OperationKind(String code, Family family, Integer... kernels) {
    this.code = code;
    this.family = family;
    this.kernels = List.of(kernels);
  }

  /** Short name, as genotypes print it: letters, digits and underscores. */
  public String code() {
    return code;
  }

  /** What it is built like. */
  public Family family() {
    return family;
  }

  /** Side of the first square kernel; 1 for skip. */
  public int kernel() {
    return kernels.get(0);
  }

  /** Sides of all its square kernels: one, or those that a polynomial multiplies. */
  public List<Integer> kernels() {
    return kernels;
  }

  /** Whether it multiplies convolutions of its input. */
  public boolean isPolynomial() {
    return switch (family) {
      case POLYNOMIAL_ASYMMETRIC_4, POLYNOMIAL_ASYMMETRIC_5, POLYNOMIAL_ATTENTION -> true;
      case SEPARABLE, DILATED, POOL, SKIP -> false;
    };
  }

  /** Whether it learns nothing at stride 1: a pooling or skip. */
  public boolean isParameterless() {
    return family == Family.POOL || family == Family.SKIP;
  }

  /** The operation of a short name. */
  public static OperationKind ofCode(String code) {
    for (OperationKind kind : values()) {
      if (kind.code.equals(code)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "operation must be one of "
            + Arrays.stream(values()).map(OperationKind::code).collect(Collectors.joining(", "))
            + ", was '"
            + code
            + "'");
  }
}
