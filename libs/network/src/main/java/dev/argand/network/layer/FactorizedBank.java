package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.argand.network.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * The factorized reductions of the edges that leave one node, so that they run as one convolution.
 */
public final class FactorizedBank {
  private final Field field;
  private final List<Kernel.Factorized> kernels = new ArrayList<>();

  /** An empty bank of a field. */
  public FactorizedBank(Field field) {
    this.field = field;
  }

  /** Declares the reduction of one more edge, from {@code channels} to as many. */
  public void add(Site site, int channels) {
    kernels.add(
        Kernel.Factorized.declare(site.parameters(), site.name(), field, channels, channels));
  }

  /**
   * All reductions of a node that has been through its ReLU, before their batch norms.
   *
   * @param x {@code [batch, parts * channels, H, W]}
   * @return {@code [batch, edges * parts * channels, ceil(H/2), ceil(W/2)]}
   */
  public NDArray convolve(Pass pass, NDArray x) {
    NDList whole = new NDList();
    for (Kernel.Factorized kernel : kernels) {
      NDArray assembled = kernel.assemble(pass);
      whole.add(
          field == Field.REAL
              ? assembled.squeeze(0)
              : Tensors.structured(assembled.expandDims(1)).squeeze(0));
    }
    return Tensors.conv2d(x, Tensors.concat(0, whole), null, 2, 1, 1, 1);
  }
}
