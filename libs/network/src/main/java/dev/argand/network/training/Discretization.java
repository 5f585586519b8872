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

  Genotype.Cell cell(SearchSpace space) {
    List<CellEdges.Edge> all = edges.edges();
    List<Genotype.Node> made = new ArrayList<>();
    for (int[] kept : keptEdges) {
      List<Genotype.Input> inputs = new ArrayList<>();
      for (int e : kept) {
        for (int o : method.keptOperations(operationWeights[e])) {
          inputs.add(new Genotype.Input(space.operations().get(o), all.get(e).from()));
        }
      }
      made.add(new Genotype.Node(inputs));
    }
    return new Genotype.Cell(made);
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
