package dev.argand.network;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A candidate operation of a cell's edge (Liu, Simonyan, Yang, "DARTS: Differentiable Architecture
 * Search", 2019). All keep the size at stride 1 and halve it at stride 2, and work before
 * activation: ReLU, convolution, batch norm.
 */
public enum OperationKind {
  /** Twice: ReLU, depthwise 3x3, pointwise, batch norm. */
  SEP3("sep3", 3, true),
  /** Twice: ReLU, depthwise 5x5, pointwise, batch norm. */
  SEP5("sep5", 5, true),
  /** ReLU, depthwise 3x3 with dilation 2, pointwise, batch norm. */
  DIL3("dil3", 3, true),
  /** ReLU, depthwise 5x5 with dilation 2, pointwise, batch norm. */
  DIL5("dil5", 5, true),
  /** Maximum (by modulus) over 3x3, batch norm. */
  MAX3("max3", 3, false),
  /** Mean over 3x3 without the padding, batch norm. */
  AVG3("avg3", 3, false),
  /** Identity; at stride 2 a factorized reduction. */
  SKIP("skip", 1, false);

  private final String code;
  private final int kernel;
  private final boolean convolution;

  OperationKind(String code, int kernel, boolean convolution) {
    this.code = code;
    this.kernel = kernel;
    this.convolution = convolution;
  }

  /** Short name, as genotypes print it. */
  public String code() {
    return code;
  }

  /** Side of the square kernel; 1 for skip. */
  public int kernel() {
    return kernel;
  }

  /** Whether it has convolution weights to learn at stride 1. */
  public boolean isConvolution() {
    return convolution;
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
