package dev.argand.network;

import java.util.List;

/** The candidate operations that every edge of a supernet mixes, in the order of its alphas. */
public enum SearchSpace {
  /** The seven operations of DARTS without {@code none}. */
  SS1(
      List.of(
          OperationKind.SEP3,
          OperationKind.SEP5,
          OperationKind.DIL3,
          OperationKind.DIL5,
          OperationKind.MAX3,
          OperationKind.AVG3,
          OperationKind.SKIP));

  private final List<OperationKind> operations;

  SearchSpace(List<OperationKind> operations) {
    this.operations = operations;
  }

  /** The candidates; index i is alpha column i. */
  public List<OperationKind> operations() {
    return operations;
  }
}
