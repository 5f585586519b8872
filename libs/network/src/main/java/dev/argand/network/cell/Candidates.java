package dev.argand.network.cell;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Field;
import dev.argand.network.SearchSpace;
import dev.argand.network.layer.FactorizedBank;
import dev.argand.network.layer.MixedNorm;
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
 * The weighted candidates of all edges of a search cell.
 *
 * <p>It computes by source node: the candidates of all edges that leave a node share its ReLU, each
 * size of convolution runs once for all of them, and the pools, which have no parameters, run once
 * in all. The last batch norm of each candidate, its weight and the sum over candidates are one
 * matrix product ({@link MixedNorm}). The result equals the sum over single operations, which a
 * test shows. Polynomials stand on their own.
 */
final class Candidates {
  private final Field field;
  private final int channels;
  private final boolean reduction;
  private final MixedNorm norm;
  private final SeparableBank kernels3;
  private final @Nullable SeparableBank kernels5;
  private final Polynomials polynomials;

  /** Of nodes 0 and 1 in a reduction cell. */
  private final List<FactorizedBank> reducedSkips = new ArrayList<>();

  private final int[] edgesBySource;

  Candidates(Site site, SearchSpace space, CellEdges edges, int channels, boolean reduction) {
    this.field = site.field();
    this.channels = channels;
    this.reduction = reduction;
    this.norm = new MixedNorm(field, channels);
    this.edgesBySource = new int[edges.sources()];
    Arrays.setAll(edgesBySource, from -> edges.leaving(from).length);
    this.kernels3 = new SeparableBank(site.at("kernels3"), 3, edges.count(), channels, 3);
    this.kernels5 =
        space.isPolynomial()
            ? null
            : new SeparableBank(site.at("kernels5"), 3, edges.count(), channels, 5);
    this.polynomials = new Polynomials(site, space, edges, channels, reduction);
    if (reduction) {
      for (int from = 0; from < 2; from++) {
        FactorizedBank bank = new FactorizedBank(field);
        for (int number : edges.leaving(from)) {
          bank.add(site.at("edge" + number + ".skip"), channels);
        }
        reducedSkips.add(bank);
      }
    }
  }

  /** The kernels and weights of one pass. */
  Mixture mixture(Pass pass, NDArray weights) {
    NDArray[] k3 = kernels3.assemble(pass, edgesBySource);
    @Nullable NDArray[] k5 =
        kernels5 == null
            ? new @Nullable NDArray[edgesBySource.length]
            : kernels5.assemble(pass, edgesBySource);
    return new Mixture(pass, k3, k5, weights.split(cuts(), 1));
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

  /** One pass over the cell. */
  final class Mixture {
    private final Pass pass;
    private final NDArray[] kernels3;
    private final @Nullable NDArray[] kernels5;
    private final NDList weights;

    private Mixture(Pass pass, NDArray[] kernels3, @Nullable NDArray[] kernels5, NDList weights) {
      this.pass = pass;
      this.kernels3 = kernels3;
      this.kernels5 = kernels5;
      this.weights = weights;
    }

    /**
     * The mixed outputs of the edges that leave a node, by target.
     *
     * @param x {@code [batch, parts * channels, H, W]}
     */
    NDList leave(int from, NDArray x) {
      int m = edgesBySource[from];
      int stride = reduction && from < 2 ? 2 : 1;
      NDArray k5 = kernels5[from];
      NDList rows = weights.get(from).split(new long[] {1, 2, 3, 4, 5, 6}, 0);
      NDArray active = Tensors.relu(x);
      List<NDArray> own = new ArrayList<>(convolutions(active, stride, m, kernels3[from], 3));
      NDList order = new NDList(rows.get(0), rows.get(2));
      if (k5 != null) {
        own.addAll(convolutions(active, stride, m, k5, 5));
        order.add(rows.get(1));
        order.add(rows.get(3));
      }
      if (stride == 2) {
        own.add(reducedSkips.get(from).convolve(pass, active));
        order.add(rows.get(6));
      }
      NDArray sum = pools(x, stride, rows).add(norm.sum(own, Tensors.concat(0, order)));
      if (k5 == null) {
        sum = sum.add(polynomials.forward(pass, from, x, rows.get(1), rows.get(3)));
      }
      Shape s = sum.getShape();
      NDList outputs = m == 1 ? new NDList(sum) : sum.split(m, 1);
      NDList shaped = new NDList();
      for (NDArray output : outputs) {
        shaped.add(output.reshape(s.get(0), s.get(2), s.get(3), s.get(4)));
      }
      return shaped;
    }

    /** The separable and the dilated convolution of one size, before their last batch norm. */
    private List<NDArray> convolutions(
        NDArray active, int stride, int m, NDArray kernels, int side) {
      int planes = field.reals() * channels;
      int half = side / 2;
      NDList slots = kernels.split(3, 0);
      NDArray first =
          Tensors.conv2d(active, all(slots.get(0), m, planes, side), null, stride, half, 1, 1);
      NDArray dilated =
          Tensors.conv2d(active, all(slots.get(2), m, planes, side), null, stride, 2 * half, 2, 1);
      NDArray second =
          Tensors.conv2d(
              Tensors.relu(norm.each(first)),
              all(slots.get(1), m, planes, side),
              null,
              1,
              half,
              1,
              m);
      return List.of(second, dilated);
    }

    /** Max, average and, at stride 1, skip: the same for all edges but for their weights. */
    private NDArray pools(NDArray x, int stride, NDList rows) {
      NDArray max = Pooling.max(x, field, 1, stride);
      NDArray average = Pooling.average(x, stride);
      if (stride == 1) {
        NDArray order = Tensors.concat(0, rows.get(4), rows.get(5), rows.get(6));
        return norm.sumOfShared(List.of(max, average, x), 2, order);
      }
      NDArray order = Tensors.concat(0, rows.get(4), rows.get(5));
      return norm.sumOfShared(List.of(max, average), 2, order);
    }
  }

  private static NDArray all(NDArray slot, int m, int planes, int side) {
    return slot.reshape((long) m * planes, planes, side, side);
  }
}
