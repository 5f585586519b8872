package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.argand.network.Field;
import dev.argand.network.Readout;
import java.util.function.UnaryOperator;

/**
 * Global average pooling, a linear layer with bias, and for a complex network the readout: {@code
 * [batch, parts * channels, bands, frames]} to logits {@code [batch, classes]}.
 */
public final class Head implements Layer {
  // Keeps the modulus differentiable at 0.
  private static final double MODULUS_EPSILON = 1e-12;

  private final Field field;
  private final Readout readout;
  private final int classes;
  private final int weight;
  private final int bias;

  /** A head from {@code channels} channels to {@code classes} logits. */
  public Head(Site site, int channels, int classes, Readout readout) {
    this.field = site.field();
    this.readout = readout;
    this.classes = classes;
    int p = field.reals();
    this.weight =
        site.parameters()
            .declare(
                site.name() + ".weight", p, Initializer.he(2 * channels), p, 1, classes, channels);
    this.bias =
        site.parameters().declare(site.name() + ".bias", p, Initializer.constant(0), p, classes);
  }

  @Override
  public NDArray forward(Pass pass, NDArray x) {
    return fold(pass).apply(x);
  }

  @Override
  public UnaryOperator<NDArray> fold(Pass pass) {
    NDArray kernel = pass.parameter(weight);
    NDArray matrix =
        (field == Field.REAL ? kernel.squeeze(0) : Tensors.structured(kernel))
            .squeeze(0)
            .transpose();
    NDArray offset = pass.parameter(bias).reshape(1, -1);
    return x -> {
      NDArray pooled =
          x.reshape(x.getShape().get(0), x.getShape().get(1), -1).mean(new int[] {2}, false);
      return read(pooled.matMul(matrix).add(offset));
    };
  }

  private NDArray read(NDArray z) {
    if (field == Field.REAL) {
      return z;
    }
    NDList parts = z.split(2, 1);
    return switch (readout) {
      case MODULUS -> parts.get(0).square().add(parts.get(1).square()).add(MODULUS_EPSILON).sqrt();
      case REAL_PART -> parts.get(0);
    };
  }

  /** Number of logits. */
  public int classes() {
    return classes;
  }
}
