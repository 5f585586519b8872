package dev.argand.network.cell;

import dev.argand.network.Field;
import dev.argand.network.NetworkSpec;
import java.util.List;

/**
 * How much memory a training process needs at its peak, before anything is allocated.
 *
 * <p>What is kept for the backward pass is a number of feature maps an edge. [O] The numbers were
 * fitted to peaks of the resident set on a CPU, and are meant to be a little too great: complex SS1
 * at C = 8, N = 4, batch 32, three cells from 32x32 peaked at 2,865 MiB (estimate 3,312), with a
 * quarter of the channels at 1,240 (1,380), a derived network of C = 6 at 419 (546), the first of
 * the polynomial spaces at C = 8, N = 3, batch 16 at 1,968 (2,160). A step of second order does the
 * passes of the first, one after another, and needs as much.
 */
public final class MemoryEstimate {
  /** A JVM with the engine loaded, its code and its heap. */
  private static final long PROCESS_BYTES = 400L << 20;

  /** Maps kept for each edge of a supernet, of the channels that candidates see. */
  private static final int MAPS_AN_EDGE = 46;

  /** The same in a space with polynomials, whose factors are kept one by one. */
  private static final int MAPS_A_POLYNOMIAL_EDGE = 90;

  /** Maps kept for each node, of all channels. */
  private static final int MAPS_A_NODE = 14;

  /** Maps kept for each of a derived cell's edges. */
  private static final int MAPS_A_DERIVED_EDGE = 24;

  /**
   * Maps kept for each convolution of a fixed network, with norm and activation. [O] Counted, and
   * doubled: a BC-ResNet of 20,000 parameters at batch 32 peaked at 523 MiB with 140 MiB of audio.
   */
  private static final long MAPS_A_CONVOLUTION = 12;

  /** Copies of all weights in a step: themselves, gradient, velocity, and what the step makes. */
  private static final long VECTORS = 8;

  /** Java's share without weights: decoded audio, of which 256 MiB are kept, and batches. */
  private static final long HEAP_BYTES = 384L << 20;

  /**
   * Copies of all weights in Java's heap at the most. [O] Counted: a checkpoint has weights and
   * velocity as arrays and as bytes; a bundle is written from one copy and read again beside it.
   */
  private static final long HEAP_VECTORS = 6;

  private MemoryEstimate() {}

  /** Peak bytes of a search's process. */
  public static long search(Supernet.Spec spec, int batch, int bands, int frames) {
    int edges = new CellEdges(spec.nodes()).count();
    int maps = spec.space().isPolynomial() ? MAPS_A_POLYNOMIAL_EDGE : MAPS_AN_EDGE;
    long inCandidates = (long) maps * edges / spec.partial();
    long inNodes = (long) MAPS_A_NODE * (spec.nodes() + 2);
    List<Cell.Wiring> cells =
        Stages.wire(spec.channels(), spec.cellsPerStage(), false, spec.nodes());
    return PROCESS_BYTES
        + (inCandidates + inNodes)
            * mapBytes(
                cells.subList(0, Math.min(spec.cells(), cells.size())),
                spec.field(),
                batch,
                halved(bands, spec.stemStride()),
                halved(frames, spec.stemStride()));
  }

  /**
   * Peak bytes of a retraining's process.
   *
   * @throws ArithmeticException if the network has more parameters than one vector holds
   */
  public static long retraining(NetworkSpec spec, int batch) {
    Network network = Network.of(spec);
    long weights = Float.BYTES * VECTORS * network.parameters().size();
    if (network instanceof FixedNetwork fixed) {
      return PROCESS_BYTES + weights + Float.BYTES * MAPS_A_CONVOLUTION * batch * fixed.maps();
    }
    int nodes = spec.genotype().nodes();
    long maps = (long) MAPS_A_DERIVED_EDGE * 2 * nodes + (long) MAPS_A_NODE * (nodes + 2);
    return PROCESS_BYTES
        + weights
        + maps
            * mapBytes(
                Stages.wire(spec.channels(), spec.cellsPerStage(), spec.trailingStage(), nodes),
                spec.field(),
                batch,
                halved(spec.bands(), spec.stemStride()),
                halved(spec.frames(), spec.stemStride()));
  }

  /**
   * Peak bytes of a retraining's heap, which a JVM bounds whatever the machine has.
   *
   * @param shards parts of a batch, each of which gives a gradient
   * @throws ArithmeticException if the network has more parameters than one vector holds
   */
  public static long heap(NetworkSpec spec, int shards) {
    long vectors = Math.max(HEAP_VECTORS, shards + 2L);
    return HEAP_BYTES + Float.BYTES * vectors * Network.of(spec).parameters().size();
  }

  /** Bytes of one map of each cell, added up. */
  private static long mapBytes(
      List<Cell.Wiring> cells, Field field, int batch, int bands, int frames) {
    long height = bands;
    long width = frames;
    long sum = 0;
    for (Cell.Wiring cell : cells) {
      if (cell.reduction()) {
        height = (height + 1) / 2;
        width = (width + 1) / 2;
      }
      sum += (long) batch * field.reals() * cell.channels() * height * width * Float.BYTES;
    }
    return sum;
  }

  private static int halved(int length, int stride) {
    return stride == 2 ? (length + 1) / 2 : length;
  }
}
