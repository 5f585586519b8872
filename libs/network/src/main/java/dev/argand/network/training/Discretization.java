package dev.argand.network.training;

import dev.argand.network.Genotype;
import dev.argand.network.SearchSpace;
import dev.argand.network.cell.CellEdges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What is left of a cell: each node keeps its two strongest edges, each kept edge the operations
 * that the method keeps. Of equal weights the first wins.
 *
 * @param operationWeights activated, {@code [edges][operations]}
 * @param edgeWeights activated, {@code [edges]}
 * @param nodes numbers of the edges into each node
 * @param keptEdges those of them that each node keeps, ascending
 */
record Discretization(
    SearchMethod method,
    CellEdges edges,
    double[][] operationWeights,
    double[] edgeWeights,
    List<int[]> nodes,
    List<int[]> keptEdges) {

  static Discretization of(SearchMethod method, CellParameters cell) {
    double[] edgeWeights = cell.edgeWeights();
    List<int[]> nodes = cell.inputsOfNodes();
    return new Discretization(
        method,
        cell.edges(),
        cell.operationWeights(),
        edgeWeights,
        nodes,
        nodes.stream().map(inputs -> strongest(edgeWeights, inputs)).toList());
  }

  private static int[] strongest(double[] weights, int[] inputs) {
    return Arrays.stream(inputs)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer e) -> -weights[e]))
        .limit(SearchMethod.KEPT)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  /** The index of the greatest weight, on its own. */
  static int[] strongest(double[] weights) {
    int best = 0;
    for (int o = 1; o < weights.length; o++) {
      if (weights[o] > weights[best]) {
        best = o;
      }
    }
    return new int[] {best};
  }

  /**
   * The discrete cell.
   *
   * @param parameterlessLimit most poolings and skips; where more are strongest, those that lead by
   *     least over an operation that learns give way to it
   */
  Genotype.Cell cell(SearchSpace space, int parameterlessLimit) {
    List<CellEdges.Edge> all = edges.edges();
    List<List<int[]>> kept =
        keptEdges.stream()
            .map(edges -> Arrays.stream(edges).mapToObj(this::keptOperations).toList())
            .toList();
    limit(space, kept, parameterlessLimit);
    List<Genotype.Node> made = new ArrayList<>();
    for (int n = 0; n < keptEdges.size(); n++) {
      List<Genotype.Input> inputs = new ArrayList<>();
      for (int i = 0; i < keptEdges.get(n).length; i++) {
        for (int o : kept.get(n).get(i)) {
          int from = all.get(keptEdges.get(n)[i]).from();
          inputs.add(new Genotype.Input(space.operations().get(o), from));
        }
      }
      made.add(new Genotype.Node(inputs));
    }
    return new Genotype.Cell(made);
  }

  private int[] keptOperations(int edge) {
    return method.keptOperations(operationWeights[edge]).clone();
  }

  /** A pooling or skip that could give way: one of what an edge keeps. */
  private record Yielding(double[] weights, int[] kept, int operation, double lead) {}

  private void limit(SearchSpace space, List<List<int[]>> kept, int limit) {
    List<Yielding> yielding = new ArrayList<>();
    for (int n = 0; n < kept.size(); n++) {
      for (int i = 0; i < kept.get(n).size(); i++) {
        int[] operations = kept.get(n).get(i);
        double[] weights = operationWeights[keptEdges.get(n)[i]];
        int learning = strongestLearning(space, weights, operations);
        for (int o : operations) {
          if (space.operations().get(o).isParameterless()) {
            double lead = weights[o] - (learning < 0 ? 0 : weights[learning]);
            yielding.add(new Yielding(weights, operations, o, lead));
          }
        }
      }
    }
    int over = yielding.size() - limit;
    yielding.sort(Comparator.comparingDouble(Yielding::lead));
    for (Yielding one : yielding) {
      int learning = strongestLearning(space, one.weights(), one.kept());
      if (over > 0 && learning >= 0) {
        one.kept()[Arrays.binarySearch(one.kept(), one.operation())] = learning;
        Arrays.sort(one.kept());
        over--;
      }
    }
  }

  /** The strongest operation that learns and is not kept yet; -1 if there is none. */
  private static int strongestLearning(SearchSpace space, double[] weights, int[] kept) {
    int best = -1;
    for (int o = 0; o < weights.length; o++) {
      int candidate = o;
      if (!space.operations().get(o).isParameterless()
          && Arrays.stream(kept).noneMatch(k -> k == candidate)
          && (best < 0 || weights[o] > weights[best])) {
        best = o;
      }
    }
    return best;
  }

  double gap() {
    double sum = 0;
    int terms = 0;
    for (int n = 0; n < nodes.size(); n++) {
      sum += distance(edgeWeights, nodes.get(n), keptEdges.get(n));
      terms++;
      for (int e : keptEdges.get(n)) {
        int[] all = new int[operationWeights[e].length];
        Arrays.setAll(all, o -> o);
        sum += distance(operationWeights[e], all, method.keptOperations(operationWeights[e]));
        terms++;
      }
    }
    return sum / terms;
  }

  /** Mean absolute difference between weights and 1 where kept, 0 elsewhere. */
  private static double distance(double[] weights, int[] among, int[] kept) {
    double sum = 0;
    for (int i : among) {
      sum += Math.abs(weights[i] - (Arrays.binarySearch(kept, i) >= 0 ? 1 : 0));
    }
    return sum / among.length;
  }
}
