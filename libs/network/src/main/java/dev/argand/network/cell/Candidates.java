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
import dev.argand.network.layer.RowFold;
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
    Kernels three = new Kernels(pass, kernels3, 3);
    Kernels five = kernels5 == null ? null : new Kernels(pass, kernels5, 5);
    return new Mixture(pass, three, five, weights.split(cuts(), 1));
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

  /** Kernels of one size in one pass, in the forms that the maps' sizes ask for. */
  private final class Kernels {
    private final Pass pass;
    private final SeparableBank bank;
    private final int side;
    private @Nullable List<NDList> dense;
    private SeparableBank.@Nullable Split depthwise;
    private SeparableBank.@Nullable Split pointwise;

    Kernels(Pass pass, SeparableBank bank, int side) {
      this.pass = pass;
      this.bank = bank;
      this.side = side;
    }

    /** The separable and the dilated convolution of a node, before their last batch norm. */
    List<NDArray> convolve(int from, NDArray active, int stride) {
      NDArray first = convolve(0, from, active, stride, 1, false);
      NDArray dilated = convolve(2, from, active, stride, 2, false);
      NDArray second = convolve(1, from, Tensors.relu(norm.each(first)), 1, 1, true);
      return List.of(second, dilated);
    }

    /**
     * @param own whether each edge has a map of its own
     * @return {@code [batch, edges * parts * channels, H', W']}
     */
    private NDArray convolve(int slot, int from, NDArray x, int stride, int dilation, boolean own) {
      Shape s = x.getShape();
      int m = edgesBySource[from];
      RowFold fold = new RowFold(field, channels, side, stride, dilation, (int) s.get(2));
      if (!fold.isFaster(s.get(0), (int) s.get(3), m)) {
        NDArray kernel =
            dense(from)
                .get(slot)
                .reshape(
                    (long) m * field.reals() * channels,
                    (long) field.reals() * channels,
                    side,
                    side);
        return Tensors.conv2d(
            x, kernel, null, stride, dilation * (side / 2), dilation, own ? m : 1);
      }
      NDArray depth = depthwise().of(slot, from);
      NDArray convolved = own ? fold.each(x, depth) : fold.shared(x, depth);
      NDArray point = pointwise().of(slot, from);
      NDArray real = field == Field.REAL ? point.squeeze(0) : Tensors.structured(point);
      long height = (s.get(2) - 1) / stride + 1;
      return Tensors.pointwise(convolved, real)
          .reshape(s.get(0), (long) m * field.reals() * channels, height, -1);
    }

    private NDList dense(int from) {
      List<NDList> whole = dense;
      if (whole == null) {
        whole =
            Arrays.stream(bank.assemble(pass, edgesBySource)).map(all -> all.split(3, 0)).toList();
        dense = whole;
      }
      return whole.get(from);
    }

    private SeparableBank.Split depthwise() {
      SeparableBank.Split split = depthwise;
      if (split == null) {
        split = bank.depthwise(pass, edgesBySource);
        depthwise = split;
      }
      return split;
    }

    private SeparableBank.Split pointwise() {
      SeparableBank.Split split = pointwise;
      if (split == null) {
        split = bank.pointwise(pass, edgesBySource);
        pointwise = split;
      }
      return split;
    }
  }

  /** One pass over the cell. */
  final class Mixture {
    private final Pass pass;
    private final Kernels kernels3;
    private final @Nullable Kernels kernels5;
    private final NDList weights;

    private Mixture(Pass pass, Kernels kernels3, @Nullable Kernels kernels5, NDList weights) {
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
      Kernels k5 = kernels5;
      NDList rows = weights.get(from).split(new long[] {1, 2, 3, 4, 5, 6}, 0);
      NDArray active = Tensors.relu(x);
      List<NDArray> own = new ArrayList<>(kernels3.convolve(from, active, stride));
      NDList order = new NDList(rows.get(0), rows.get(2));
      if (k5 != null) {
        own.addAll(k5.convolve(from, active, stride));
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
}
