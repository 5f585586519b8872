package dev.argand.network.cell;

import ai.djl.ndarray.NDArray;
import dev.argand.network.Field;
import dev.argand.network.NetworkSpec;
import dev.argand.network.layer.Head;
import dev.argand.network.layer.Layer;
import dev.argand.network.layer.Pass;
import dev.argand.network.layer.RealConvolution.Activation;
import dev.argand.network.layer.RealConvolution.After;
import dev.argand.network.layer.RealConvolution.Shape;
import dev.argand.network.layer.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@link dev.argand.network.FixedArchitecture#BC_RESNET}.
 *
 * <p>A block (section 2.2 of the paper): y = x + f2(x) + f1(mean of f2(x) over bands), broadcast
 * over bands, then ReLU. f2 is depthwise along bands with sub-spectral normalisation; f1 is
 * depthwise along frames, batch norm, swish and a pointwise convolution. A block that changes the
 * channels begins with a pointwise convolution, batch norm and ReLU, and has no x.
 */
public final class BcResNet extends FixedNetwork {
  private static final int[] BLOCKS = {2, 2, 4, 4};
  private static final int MOST_SUB_BANDS = 5;

  private static final After PLAIN = new After(0, Activation.NONE);
  private static final After NORM_RELU = new After(1, Activation.RELU);

  private final NetworkSpec spec;
  private final Layer stem;
  private final List<Block> blocks = new ArrayList<>();
  private final Layer spread;
  private final Layer mix;
  private final Head head;

  BcResNet(NetworkSpec spec) {
    super(spec);
    this.spec = spec;
    int c = spec.channels();
    int in = 2 * c;
    Shape first = new Shape(spec.input().channels(Field.REAL), in, 5, 5, 2, 1, 2, 2, 1, 1);
    Extent extent = new Extent(spec.bands(), spec.frames());
    this.stem = convolution("stem", first, NORM_RELU, extent);
    extent = extent.after(first);
    for (int stage = 0; stage < stages(); stage++) {
      for (int b = 0; b < blocks(stage); b++) {
        Shape along = Shape.alongBands(width(c, stage), 3, bandStride(stage, b));
        blocks.add(block("stages.%d.%d".formatted(stage, b), in, along, 1 << stage, extent));
        extent = extent.after(along);
        in = along.out();
      }
    }
    Shape rest = new Shape(in, in, extent.bands(), 5, 1, 1, 0, 2, 1, in);
    this.spread = convolution("spread", rest, PLAIN, extent);
    this.mix = convolution("mix", Shape.square(in, 4 * c, 1, 1), NORM_RELU, extent.after(rest));
    this.head = head(4 * c);
  }

  /** Number of stages. */
  public static int stages() {
    return BLOCKS.length;
  }

  /** Blocks of a stage. */
  public static int blocks(int stage) {
    return BLOCKS[stage];
  }

  /** Stride over bands of a stage's block. */
  public static int bandStride(int stage, int block) {
    return block == 0 && (stage == 1 || stage == 2) ? 2 : 1;
  }

  /** Sub-bands that so many bands are normalised in. */
  public static int subBands(int bands) {
    int sub = MOST_SUB_BANDS;
    while (bands % sub != 0) {
      sub--;
    }
    return sub;
  }

  private static int width(int channels, int stage) {
    return channels * (2 + stage) / 2;
  }

  private Block block(String name, int in, Shape along, int dilation, Extent extent) {
    int out = along.out();
    Extent inner = extent.after(along);
    Extent line = new Extent(1, inner.frames());
    return new Block(
        in == out
            ? null
            : convolution(name + ".widen", Shape.square(in, out, 1, 1), NORM_RELU, extent),
        convolution(
            name + ".bands", along, new After(subBands(inner.bands()), Activation.NONE), extent),
        convolution(
            name + ".frames",
            Shape.alongFrames(out, 3, dilation),
            new After(1, Activation.SWISH),
            line),
        convolution(name + ".point", Shape.square(out, out, 1, 1), PLAIN, line));
  }

  @Override
  public NDArray forward(Pass pass, NDArray features) {
    NDArray x = stem.forward(pass, Intake.of(Field.REAL, spec.input(), features));
    for (Block block : blocks) {
      x = block.forward(pass, x);
    }
    return head.forward(pass, mix.forward(pass, spread.forward(pass, x)));
  }

  @Override
  public UnaryOperator<NDArray> fold(Pass pass) {
    UnaryOperator<NDArray> foldedStem = stem.fold(pass);
    List<UnaryOperator<NDArray>> foldedBlocks =
        blocks.stream().map(block -> block.fold(pass)).toList();
    UnaryOperator<NDArray> foldedSpread = spread.fold(pass);
    UnaryOperator<NDArray> foldedMix = mix.fold(pass);
    UnaryOperator<NDArray> foldedHead = head.fold(pass);
    return features -> {
      NDArray x = foldedStem.apply(Intake.of(Field.REAL, spec.input(), features));
      for (UnaryOperator<NDArray> block : foldedBlocks) {
        x = block.apply(x);
      }
      return foldedHead.apply(foldedMix.apply(foldedSpread.apply(x)));
    };
  }

  private record Block(@Nullable Layer widen, Layer bands, Layer frames, Layer point)
      implements Layer {
    @Override
    public NDArray forward(Pass pass, NDArray x) {
      NDArray wide = widen == null ? x : widen.forward(pass, x);
      NDArray two = bands.forward(pass, wide);
      return sum(x, two, point.forward(pass, frames.forward(pass, overBands(two))));
    }

    @Override
    public UnaryOperator<NDArray> fold(Pass pass) {
      UnaryOperator<NDArray> foldedWiden =
          widen == null ? UnaryOperator.identity() : widen.fold(pass);
      UnaryOperator<NDArray> foldedBands = bands.fold(pass);
      UnaryOperator<NDArray> foldedFrames = frames.fold(pass);
      UnaryOperator<NDArray> foldedPoint = point.fold(pass);
      return x -> {
        NDArray two = foldedBands.apply(foldedWiden.apply(x));
        return sum(x, two, foldedPoint.apply(foldedFrames.apply(overBands(two))));
      };
    }

    private static NDArray overBands(NDArray x) {
      return x.mean(new int[] {2}, true);
    }

    /** A block that neither widens nor halves adds what it was given. */
    private NDArray sum(NDArray x, NDArray two, NDArray one) {
      NDArray y = two.add(one);
      return Tensors.relu(widen == null ? y.add(x) : y);
    }
  }
}
