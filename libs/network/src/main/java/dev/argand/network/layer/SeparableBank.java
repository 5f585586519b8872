package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.argand.network.Field;

/**
 * The separable kernels of one size for all edges of a search cell, so that their products are made
 * in one operation.
 *
 * <p>Kernels are numbered {@code [slot, edge]}: a slot is one of the convolutions that an edge
 * needs of this size. {@link #assemble} gives, for each run of edges that leave one node, {@code
 * [slots] kernels of [edges, parts * channels, parts * channels, k, k]}.
 */
public final class SeparableBank {
  private final int parts;
  private final int slots;
  private final int edges;
  private final int channels;
  private final int side;
  private final int depthwise;
  private final int pointwise;

  /** Declares {@code slots * edges} kernels of {@code side} squared. */
  public SeparableBank(Site site, int slots, int edges, int channels, int side) {
    Field field = site.field();
    this.parts = field.reals();
    this.slots = slots;
    this.edges = edges;
    this.channels = channels;
    this.side = side;
    this.depthwise =
        site.parameters()
            .declare(
                site.name() + ".depthwise",
                parts,
                Initializer.he(side * side),
                parts,
                slots,
                edges,
                1,
                channels,
                side * side);
    this.pointwise =
        site.parameters()
            .declare(
                site.name() + ".pointwise",
                parts,
                Initializer.he(channels),
                parts,
                slots,
                edges,
                channels,
                channels,
                1);
  }

  /** The depthwise kernels of one pass, {@code [parts, edges, channels, side * side]} each. */
  public Split depthwise(Pass pass, int[] edgesBySource) {
    return split(pass.parameter(depthwise), edgesBySource, parts, channels, side * side);
  }

  /** The pointwise kernels of one pass, {@code [parts, edges, channels, channels]} each. */
  public Split pointwise(Pass pass, int[] edgesBySource) {
    return split(pass.parameter(pointwise), edgesBySource, parts, channels, channels);
  }

  private Split split(NDArray all, int[] edgesBySource, long first, long... last) {
    NDArray[][] split = new NDArray[slots][];
    NDList bySlot = all.split(slots, 1);
    for (int slot = 0; slot < slots; slot++) {
      NDList bySource = bySlot.get(slot).split(cuts(edgesBySource), 2);
      split[slot] = new NDArray[edgesBySource.length];
      for (int from = 0; from < edgesBySource.length; from++) {
        split[slot][from] =
            bySource.get(from).reshape(first, edgesBySource[from], last[0], last[1]);
      }
    }
    return (slot, from) -> split[slot][from];
  }

  /** Kernels by slot and source node. */
  @FunctionalInterface
  public interface Split {
    /** Those of the edges that leave a node. */
    NDArray of(int slot, int from);
  }

  /**
   * The whole kernels, split by source node.
   *
   * @param edgesBySource how many consecutive edges leave each node
   * @return for each source, an array {@code [slots, edges, parts * out, parts * in, side, side]}
   */
  public NDArray[] assemble(Pass pass, int[] edgesBySource) {
    NDArray whole = Tensors.product(pass.parameter(pointwise), pass.parameter(depthwise), parts);
    NDArray flat = whole.reshape(parts, (long) slots * edges, channels, channels, side * side);
    NDArray real = parts == 1 ? flat.squeeze(0) : Tensors.structured(flat);
    NDArray shaped = real.reshape(slots, edges, parts * channels, parts * channels, side, side);
    NDList split = shaped.split(cuts(edgesBySource), 1);
    return split.toArray(new NDArray[0]);
  }

  private static long[] cuts(int[] edgesBySource) {
    long[] cuts = new long[edgesBySource.length - 1];
    long cut = 0;
    for (int i = 0; i < cuts.length; i++) {
      cut += edgesBySource[i];
      cuts[i] = cut;
    }
    return cuts;
  }
}
