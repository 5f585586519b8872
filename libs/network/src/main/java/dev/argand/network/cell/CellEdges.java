package dev.argand.network.cell;

import java.util.ArrayList;
import java.util.List;

/**
 * The edges of a search cell with N intermediate nodes: every node i in [2, N+2) reads from all
 * earlier nodes.
 *
 * <p>Edges are numbered by target, then source, as alphas are: (0,2), (1,2), (0,3), (1,3), (2,3)
 * and so on. The supernet computes by source, so that operations of the edges that leave one node
 * share their work; {@link #bySource} gives that order.
 */
public record CellEdges(int nodes) {
  /** One edge. */
  public record Edge(int from, int to) {}

  public CellEdges {
    if (nodes < 1) {
      throw new IllegalArgumentException("nodes must be at least 1, was " + nodes);
    }
  }

  /** All edges in alpha's order. */
  public List<Edge> edges() {
    List<Edge> edges = new ArrayList<>();
    for (int to = 2; to < nodes + 2; to++) {
      for (int from = 0; from < to; from++) {
        edges.add(new Edge(from, to));
      }
    }
    return edges;
  }

  /** Number of edges: the sum of 2 + j for j in [0, N). */
  public int count() {
    return nodes * (nodes + 3) / 2;
  }

  /** Number of the edge from one node to a later one. */
  public int number(int from, int to) {
    return new CellEdges(to - 1).count() - to + from;
  }

  /** Numbers of the edges that leave a node, by target. */
  public int[] leaving(int from) {
    int first = Math.max(2, from + 1);
    int[] numbers = new int[nodes + 2 - first];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(from, first + i);
    }
    return numbers;
  }

  /** Nodes that edges leave: 0 to N. */
  public int sources() {
    return nodes + 1;
  }

  /** All edge numbers, those that leave node 0 first. */
  public int[] bySource() {
    int[] order = new int[count()];
    int at = 0;
    for (int from = 0; from < sources(); from++) {
      for (int number : leaving(from)) {
        order[at++] = number;
      }
    }
    return order;
  }
}
