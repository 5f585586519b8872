package dev.argand.network.cell;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.argand.network.OperationKind;
import dev.argand.network.SearchSpace;
import dev.argand.network.layer.Layer;
import dev.argand.network.layer.Pass;
import dev.argand.network.layer.Site;
import dev.argand.network.layer.Tensors;
import java.util.ArrayList;
import java.util.List;

/** The two polynomials of every edge of a search cell; none in a space without. */
final class Polynomials {
  private final CellEdges edges;

  /** {@code [polynomial][edge]}, edges by number. */
  private final List<List<Layer>> layers = new ArrayList<>();

  Polynomials(Site site, SearchSpace space, CellEdges edges, int channels, boolean reduction) {
    this.edges = edges;
    for (OperationKind kind : space.operations()) {
      if (kind.isPolynomial()) {
        layers.add(layers(site, kind, edges, channels, reduction));
      }
    }
  }

  private static List<Layer> layers(
      Site site, OperationKind kind, CellEdges edges, int channels, boolean reduction) {
    List<Layer> layers = new ArrayList<>();
    for (CellEdges.Edge edge : edges.edges()) {
      int stride = reduction && edge.from() < 2 ? 2 : 1;
      Site place = site.at("edge%d.%s".formatted(layers.size(), kind.code()));
      layers.add(Operations.create(place, kind, channels, stride));
    }
    return layers;
  }

  /**
   * The weighted sums of the polynomials on the edges that leave a node.
   *
   * @param weights a row {@code [1, edges that leave]} for each polynomial
   * @return {@code [batch, edges that leave, parts * channels, H, W]}
   */
  NDArray forward(Pass pass, int from, NDArray x, NDArray... weights) {
    int[] leaving = edges.leaving(from);
    NDArray sum = null;
    for (int p = 0; p < weights.length; p++) {
      NDList outputs = new NDList();
      for (int edge : leaving) {
        outputs.add(layers.get(p).get(edge).forward(pass, x).expandDims(1));
      }
      NDArray row = weights[p].reshape(1, leaving.length, 1, 1, 1);
      NDArray weighted = Tensors.concat(1, outputs).mul(row);
      sum = sum == null ? weighted : sum.add(weighted);
    }
    return java.util.Objects.requireNonNull(sum);
  }
}
