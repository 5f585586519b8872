package dev.argand.network.cell;

import dev.argand.network.NetworkSpec;
import dev.argand.network.OperationKind;

/**
 * Real multiplications with addition of a window, counted by formula: a complex one is four. Batch
 * norms are folded away, activations and poolings count nothing, and a separable convolution counts
 * as depthwise and pointwise however it is run.
 */
final class Multiplications {
  private static final int STEM_SIDE = 3;

  private Multiplications() {}

  static CostTable table(NetworkSpec spec) {
    int real = spec.field().reals() * spec.field().reals();
    return CostTable.of(
        fixed(spec, real),
        spec,
        (kind, stage, stride) ->
            real * stage.positions(positionsStride(stage, stride)) * each(kind, stage, stride));
  }

  /** In a reduction cell everything is computed at half the size. */
  private static int positionsStride(CostTable.Stage stage, int stride) {
    return stage.wiring().reduction() ? 2 : stride;
  }

  /** Of one position of the output. */
  private static double each(OperationKind kind, CostTable.Stage stage, int stride) {
    double c = stage.channels();
    double taps = 0;
    for (int side : kind.kernels()) {
      taps += side * side;
    }
    return switch (kind.family()) {
      case SEPARABLE -> 2 * (taps * c + c * c);
      case DILATED -> taps * c + c * c;
      case POOL -> 0;
      case SKIP -> stride == 1 ? 0 : c * c;
      case POLYNOMIAL_ASYMMETRIC_4, POLYNOMIAL_ASYMMETRIC_5, POLYNOMIAL_ATTENTION ->
          taps * c + (kind.kernels().size() - 1) * c + c * c;
    };
  }

  private static double fixed(NetworkSpec spec, int real) {
    double out = Stages.STEM_MULTIPLIER * spec.channels();
    double positions =
        (double) CostTable.half(spec.bands(), spec.stemStride())
            * CostTable.half(spec.frames(), spec.stemStride());
    double sum = positions * STEM_SIDE * STEM_SIDE * spec.input().channels(spec.field()) * out;
    for (CostTable.Stage stage : CostTable.stages(spec)) {
      // After a reduction node 0 is twice too large; its convolution gives this cell's size.
      sum += stage.positions(1) * (double) stage.channels() * stage.wiring().in0();
      sum += stage.positions(1) * (double) stage.channels() * stage.wiring().in1();
      out = (double) spec.genotype().nodes() * stage.channels();
    }
    return real * (sum + out * spec.classes());
  }
}
