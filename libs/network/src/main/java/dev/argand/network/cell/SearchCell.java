package dev.argand.network.cell;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Field;
import dev.argand.network.SearchSpace;
import dev.argand.network.layer.Layer;
import dev.argand.network.layer.Pass;
import dev.argand.network.layer.Pooling;
import dev.argand.network.layer.Site;
import dev.argand.network.layer.Tensors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cell of the supernet, in which every edge is the weighted sum of all candidates.
 *
 * <p>With partial channels (Xu et al., "PC-DARTS", 2020) the candidates see the first 1/K of a
 * node's channels; the others pass by, through a max pool where the edge has stride 2, under the
 * edge's gate, and each node's channels are shuffled so that the next takes others. [O] The pool is
 * the space's own, 3x3 with padding, so that odd sizes stay equal.
 */
final class SearchCell {
  private final Field field;
  private final CellEdges edges;
  private final int channels;
  private final int partial;
  private final boolean reduction;
  private final Layer before0;
  private final Layer before1;
  private final Candidates candidates;

  /**
   * A cell.
   *
   * @param partial K: the candidates work on 1/K of the channels; 1 on all
   */
  SearchCell(Site site, SearchSpace space, CellEdges edges, Cell.Wiring wiring, int partial) {
    this.field = site.field();
    this.edges = edges;
    this.channels = wiring.channels();
    this.partial = partial;
    this.reduction = wiring.reduction();
    this.before0 = wiring.before0(site.at("before0"));
    this.before1 = wiring.before1(site.at("before1"));
    this.candidates = new Candidates(site, space, edges, channels / partial, reduction);
  }

  /**
   * @param weights {@code [operations + 1, edges]} with edges in {@link CellEdges#bySource} order:
   *     the operations' weights times the edge's gate, then the gate alone
   */
  NDArray forward(Pass pass, NDArray last2, NDArray last1, NDArray weights) {
    int nodes = edges.nodes();
    NDList rows = weights.split(new long[] {weights.getShape().get(0) - 1}, 0);
    Candidates.Mixture mixture = candidates.mixture(pass, rows.get(0));
    @Nullable NDArray[] sums = new @Nullable NDArray[nodes + 2];
    NDArray[] values = new NDArray[nodes + 2];
    values[0] = before0.forward(pass, last2);
    values[1] = before1.forward(pass, last1);
    Bypass bypass = new Bypass(rows.get(1));
    for (int from = 0; from < edges.sources(); from++) {
      if (from >= 2) {
        values[from] = bypass.join(from, sums[from]);
      }
      NDList outputs = mixture.leave(from, bypass.enter(from, values[from]));
      int firstTarget = Math.max(2, from + 1);
      for (int m = 0; m < outputs.size(); m++) {
        NDArray before = sums[firstTarget + m];
        sums[firstTarget + m] = before == null ? outputs.get(m) : before.add(outputs.get(m));
      }
    }
    values[nodes + 1] = bypass.join(nodes + 1, sums[nodes + 1]);
    return Tensors.concatChannels(field, Arrays.asList(values).subList(2, nodes + 2));
  }

  /** The channels that pass by the candidates, in one pass over the cell. */
  private final class Bypass {
    /** One gate an edge, by source. */
    private final NDList gates;

    private final @Nullable NDArray[] rests = new @Nullable NDArray[edges.nodes() + 2];

    Bypass(NDArray gates) {
      this.gates = edges.count() == 1 ? new NDList(gates) : gates.split(edges.count(), 1);
    }

    /** Keeps the channels of a node that pass by, and gives the others. */
    NDArray enter(int from, NDArray x) {
      if (partial == 1) {
        return x;
      }
      Shape s = x.getShape();
      int taken = channels / partial;
      NDList split =
          x.reshape(s.get(0), field.reals(), channels, s.get(2), s.get(3))
              .split(new long[] {taken}, 2);
      NDArray rest =
          split.get(1).reshape(s.get(0), field.reals() * (channels - taken), s.get(2), s.get(3));
      rests[from] = reduction && from < 2 ? Pooling.max(rest, field, 1, 2) : rest;
      return split.get(0).reshape(s.get(0), field.reals() * taken, s.get(2), s.get(3));
    }

    /** A node's value: what was mixed into it and what passed by, shuffled. */
    NDArray join(int to, @Nullable NDArray mixed) {
      NDArray sum = java.util.Objects.requireNonNull(mixed);
      if (partial == 1) {
        return sum;
      }
      NDArray passed = null;
      for (int from = 0; from < to; from++) {
        NDArray gate = gates.get(column(from, to)).reshape(1);
        NDArray part = java.util.Objects.requireNonNull(rests[from]).mul(gate);
        passed = passed == null ? part : passed.add(part);
      }
      NDArray joined =
          Tensors.concatChannels(
              field, java.util.List.of(sum, java.util.Objects.requireNonNull(passed)));
      Shape s = joined.getShape();
      return joined
          .reshape(s.get(0), field.reals(), partial, channels / partial, -1)
          .transpose(0, 1, 3, 2, 4)
          .reshape(s);
    }

    private int column(int from, int to) {
      int column = 0;
      for (int earlier = 0; earlier < from; earlier++) {
        column += edges.leaving(earlier).length;
      }
      return column + to - Math.max(2, from + 1);
    }
  }
}
