package dev.argand.network.cell;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Field;
import dev.argand.network.SearchSpace;
import dev.argand.network.layer.BatchNorm;
import dev.argand.network.layer.ConvolutionNorm;
import dev.argand.network.layer.Layer;
import dev.argand.network.layer.Pass;
import dev.argand.network.layer.Pooling;
import dev.argand.network.layer.SeparableBank;
import dev.argand.network.layer.Site;
import dev.argand.network.layer.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cell of the supernet, in which every edge is the weighted sum of all candidates.
 *
 * <p>It computes by source node: the candidates of all edges that leave a node share its ReLU, each
 * size of convolution runs once for all of them, and the pools, which have no parameters, run once
 * in all. Weights multiply the batch norms' own scale, so that mixing costs no pass of its own. The
 * result equals the sum over single operations, which a test shows. Polynomials stand on their own.
 */
final class SearchCell {
  private final Field field;
  private final CellEdges edges;
  private final int channels;
  private final boolean reduction;
  private final Layer before0;
  private final Layer before1;
  private final SeparableBank kernels3;
  private final @Nullable SeparableBank kernels5;
  private final Polynomials polynomials;
  private final List<@Nullable Layer> reducedSkips = new ArrayList<>();
  private final int[] edgesBySource;

  SearchCell(Site site, SearchSpace space, CellEdges edges, Cell.Wiring wiring) {
    this.field = site.field();
    this.edges = edges;
    this.channels = wiring.channels();
    this.reduction = wiring.reduction();
    this.before0 = wiring.before0(site.at("before0"));
    this.before1 = wiring.before1(site.at("before1"));
    this.edgesBySource = new int[edges.sources()];
    Arrays.setAll(edgesBySource, from -> edges.leaving(from).length);
    this.kernels3 = new SeparableBank(site.at("kernels3"), 3, edges.count(), channels, 3);
    this.kernels5 =
        space.isPolynomial()
            ? null
            : new SeparableBank(site.at("kernels5"), 3, edges.count(), channels, 5);
    this.polynomials = new Polynomials(site, space, edges, wiring);
    if (reduction) {
      for (int from = 0; from < 2; from++) {
        for (int number : edges.leaving(from)) {
          reducedSkips.add(
              ConvolutionNorm.factorizedReduction(
                  site.at("edge" + number + ".skip"), channels, channels));
        }
      }
    }
  }

  /**
   * @param weights {@code [operations, edges]} with edges in {@link CellEdges#bySource} order
   */
  NDArray forward(Pass pass, NDArray last2, NDArray last1, NDArray weights) {
    int nodes = edges.nodes();
    NDArray[] sums = new NDArray[nodes + 2];
    sums[0] = before0.forward(pass, last2);
    sums[1] = before1.forward(pass, last1);
    NDArray[] k3 = kernels3.assemble(pass, edgesBySource);
    @Nullable NDArray[] k5 =
        kernels5 == null
            ? new @Nullable NDArray[edges.sources()]
            : kernels5.assemble(pass, edgesBySource);
    NDList bySource = weights.split(cuts(), 1);
    for (int from = 0; from < edges.sources(); from++) {
      NDList outputs = leave(pass, from, sums[from], k3[from], k5[from], bySource.get(from));
      int firstTarget = Math.max(2, from + 1);
      for (int m = 0; m < outputs.size(); m++) {
        int to = firstTarget + m;
        sums[to] = sums[to] == null ? outputs.get(m) : sums[to].add(outputs.get(m));
      }
    }
    return Tensors.concatChannels(field, Arrays.asList(sums).subList(2, nodes + 2));
  }

  private long[] cuts() {
    long[] cuts = new long[edgesBySource.length - 1];
    long cut = 0;
    for (int i = 0; i < cuts.length; i++) {
      cut += edgesBySource[i];
      cuts[i] = cut;
    }
    return cuts;
  }

  /** The mixed outputs of all edges that leave one node. */
  private NDList leave(
      Pass pass, int from, NDArray x, NDArray k3, @Nullable NDArray k5, NDArray weights) {
    int m = edgesBySource[from];
    int stride = reduction && from < 2 ? 2 : 1;
    // Rows of SS1: sep3, sep5, dil3, dil5, max3, avg3, skip. Polynomials replace sep5 and dil5.
    NDList rows = weights.split(new long[] {2, 4, 6}, 0);
    NDArray sum = pools(pass, x, stride, m, weights);
    if (k5 == null) {
      NDList second = rows.get(0).split(2, 0);
      NDList fourth = rows.get(1).split(2, 0);
      sum = sum.add(convolutions3(pass, x, stride, m, k3, second.get(0), fourth.get(0)));
      sum = sum.add(polynomials.forward(pass, from, x, second.get(1), fourth.get(1)));
    } else {
      sum = sum.add(convolutions(pass, x, stride, m, k3, k5, rows.get(0), rows.get(1)));
    }
    if (stride == 2) {
      sum = sum.add(reducedSkips(pass, from, x, m, rows.get(3)));
    }
    Shape s = sum.getShape();
    NDList outputs = m == 1 ? new NDList(sum) : sum.split(m, 1);
    NDList shaped = new NDList();
    for (NDArray output : outputs) {
      shaped.add(output.reshape(s.get(0), s.get(2), s.get(3), s.get(4)));
    }
    return shaped;
  }

  /** Sum of the four convolutions: {@code [batch, edges, parts * channels, H, W]}. */
  private NDArray convolutions(
      Pass pass,
      NDArray x,
      int stride,
      int m,
      NDArray k3,
      NDArray k5,
      NDArray separableWeights,
      NDArray dilatedWeights) {
    int planes = field.reals() * channels;
    NDList slots3 = k3.split(3, 0);
    NDList slots5 = k5.split(3, 0);
    NDArray active = Tensors.relu(x);
    NDArray first =
        Tensors.concat(
            1,
            Tensors.conv2d(active, all(slots3.get(0), m, planes, 3), null, stride, 1, 1, 1),
            Tensors.conv2d(active, all(slots5.get(0), m, planes, 5), null, stride, 2, 1, 1),
            Tensors.conv2d(active, all(slots3.get(2), m, planes, 3), null, stride, 2, 2, 1),
            Tensors.conv2d(active, all(slots5.get(2), m, planes, 5), null, stride, 4, 2, 1));
    NDArray flatDilated = dilatedWeights.reshape(-1);
    NDArray scale = Tensors.concat(0, flatDilated.onesLike(), flatDilated);
    NDArray white = BatchNorm.plain(field, 4 * m, channels).forward(pass, first, scale);
    NDList halves = white.split(2, 1);
    NDList active2 = Tensors.relu(halves.get(0)).split(2, 1);
    NDArray second =
        Tensors.concat(
            1,
            Tensors.conv2d(active2.get(0), all(slots3.get(1), m, planes, 3), null, 1, 1, 1, m),
            Tensors.conv2d(active2.get(1), all(slots5.get(1), m, planes, 5), null, 1, 2, 1, m));
    NDArray separable =
        BatchNorm.plain(field, 2 * m, channels).forward(pass, second, separableWeights.reshape(-1));
    Shape s = separable.getShape();
    NDArray sum = separable.add(halves.get(1));
    return sum.reshape(s.get(0), 2, m, planes, s.get(2), s.get(3)).sum(new int[] {1}, false);
  }

  /** The same for a space that has those of side 3 only. */
  private NDArray convolutions3(
      Pass pass,
      NDArray x,
      int stride,
      int m,
      NDArray k3,
      NDArray separableWeights,
      NDArray dilatedWeights) {
    int planes = field.reals() * channels;
    NDList slots = k3.split(3, 0);
    NDArray active = Tensors.relu(x);
    NDArray first =
        Tensors.concat(
            1,
            Tensors.conv2d(active, all(slots.get(0), m, planes, 3), null, stride, 1, 1, 1),
            Tensors.conv2d(active, all(slots.get(2), m, planes, 3), null, stride, 2, 2, 1));
    NDArray dilated = dilatedWeights.reshape(-1);
    NDArray scale = Tensors.concat(0, dilated.onesLike(), dilated);
    NDList halves = BatchNorm.plain(field, 2 * m, channels).forward(pass, first, scale).split(2, 1);
    NDArray active2 = Tensors.relu(halves.get(0));
    NDArray second = Tensors.conv2d(active2, all(slots.get(1), m, planes, 3), null, 1, 1, 1, m);
    NDArray separable =
        BatchNorm.plain(field, m, channels).forward(pass, second, separableWeights.reshape(-1));
    Shape s = separable.getShape();
    return separable.add(halves.get(1)).reshape(s.get(0), m, planes, s.get(2), s.get(3));
  }

  /** Max, average and, at stride 1, skip: the same for all edges but for their weights. */
  private NDArray pools(Pass pass, NDArray x, int stride, int m, NDArray weights) {
    int planes = field.reals() * channels;
    NDArray pooled =
        Tensors.concat(1, Pooling.max(x, field, 1, stride), Pooling.average(x, stride));
    NDArray white = BatchNorm.plain(field, 2, channels).forward(pass, pooled);
    Shape s = white.getShape();
    NDArray candidates = white.reshape(s.get(0), 2, -1);
    int last = 6;
    if (stride == 1) {
      candidates = Tensors.concat(1, candidates, x.reshape(s.get(0), 1, -1));
      last = 7;
    }
    NDArray rows = weights.split(new long[] {4, 6}, 0).get(1);
    if (last == 7) {
      rows = weights.split(new long[] {4}, 0).get(1);
    }
    return rows.transpose().matMul(candidates).reshape(s.get(0), m, planes, s.get(2), s.get(3));
  }

  private NDArray reducedSkips(Pass pass, int from, NDArray x, int m, NDArray row) {
    NDList skips = new NDList();
    for (int e = 0; e < m; e++) {
      skips.add(
          java.util.Objects.requireNonNull(reducedSkips.get(from * m + e))
              .forward(pass, x)
              .expandDims(1));
    }
    return Tensors.concat(1, skips).mul(row.reshape(1, m, 1, 1, 1));
  }

  private static NDArray all(NDArray slot, int m, int planes, int side) {
    return slot.reshape((long) m * planes, planes, side, side);
  }
}
