package dev.argand.network;

import java.util.List;

/**
 * The candidate operations that every edge of a supernet mixes, in the order of its alphas.
 *
 * <p>The polynomial spaces (Guibbert, "Neural Architecture Search in complex field for audio
 * recognition", 2024) put two polynomials in the place of SS1's operations with kernels of 5.
 */
public enum SearchSpace {
  /** The seven operations of DARTS without {@code none}. */
  SS1(OperationKind.SEP5, OperationKind.DIL5),
  /** SS1 with the asymmetric polynomials of degree two that normalise their product. */
  SS_POL_ASYM4(OperationKind.POL4_7_1, OperationKind.POL4_5_3),
  /** SS1 with the asymmetric polynomials of degree two that squash their product. */
  SS_POL_ASYM5(OperationKind.POL5_7_1, OperationKind.POL5_5_3),
  /** SS1 with polynomials of degree three, in which a squashed product weights a third factor. */
  SS_POL3RD_ATTENTION(OperationKind.ATT_7_1_1, OperationKind.ATT_5_3_3);

  private final List<OperationKind> operations;

  SearchSpace(OperationKind second, OperationKind fourth) {
    this.operations =
        List.of(
            OperationKind.SEP3,
            second,
            OperationKind.DIL3,
            fourth,
            OperationKind.MAX3,
            OperationKind.AVG3,
            OperationKind.SKIP);
  }

  /** Whether it has polynomials. */
  public boolean isPolynomial() {
    return operations.stream().anyMatch(OperationKind::isPolynomial);
  }

  /** The candidates; index i is alpha column i. */
  public List<OperationKind> operations() {
    return operations;
  }
}
