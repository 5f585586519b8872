package dev.argand.network.cell;

import ai.djl.ndarray.NDArray;
import dev.argand.network.Field;
import dev.argand.network.NetworkSpec;
import dev.argand.network.layer.Head;
import dev.argand.network.layer.Layer;
import dev.argand.network.layer.Pass;
import dev.argand.network.layer.RealConvolution;
import dev.argand.network.layer.RealConvolution.Activation;
import dev.argand.network.layer.RealConvolution.After;
import dev.argand.network.layer.RealConvolution.Shape;
import dev.argand.network.layer.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@link dev.argand.network.FixedArchitecture#RESNET18}. */
final class ResNet18 extends FixedNetwork {
  static final int STAGES = 4;
  static final int BLOCKS = 2;

  private static final After NORM = new After(1, Activation.NONE);
  private static final After NORM_RELU = new After(1, Activation.RELU);

  private final NetworkSpec spec;
  private final Layer stem;
  private final List<Block> blocks = new ArrayList<>();
  private final Head head;

  ResNet18(NetworkSpec spec) {
    super(spec);
    this.spec = spec;
    int in = spec.channels();
    Shape first = Shape.square(spec.input().channels(Field.REAL), in, 3, spec.stemStride());
    Extent extent = new Extent(spec.bands(), spec.frames());
    this.stem = convolution("stem", first, NORM_RELU, extent);
    extent = extent.after(first);
    for (int stage = 0; stage < STAGES; stage++) {
      int out = spec.channels() << stage;
      for (int b = 0; b < BLOCKS; b++) {
        String name = "stages.%d.%d".formatted(stage, b);
        int stride = stage > 0 && b == 0 ? 2 : 1;
        Shape one = Shape.square(in, out, 3, stride);
        Extent inner = extent.after(one);
        blocks.add(
            new Block(
                convolution(name + ".first", one, NORM_RELU, extent),
                convolution(name + ".second", Shape.square(out, out, 3, 1), NORM, inner),
                stride == 1 && in == out
                    ? null
                    : convolution(
                        name + ".shortcut", Shape.square(in, out, 1, stride), NORM, extent)));
        extent = inner;
        in = out;
      }
    }
    this.head = head(in);
  }

  @Override
  public NDArray forward(Pass pass, NDArray features) {
    NDArray x = stem.forward(pass, Intake.of(Field.REAL, spec.input(), features));
    for (Block block : blocks) {
      x = block.forward(pass, x);
    }
    return head.forward(pass, x);
  }

  @Override
  public UnaryOperator<NDArray> fold(Pass pass) {
    UnaryOperator<NDArray> foldedStem = stem.fold(pass);
    List<UnaryOperator<NDArray>> foldedBlocks =
        blocks.stream().map(block -> block.fold(pass)).toList();
    UnaryOperator<NDArray> foldedHead = head.fold(pass);
    return features -> {
      NDArray x = foldedStem.apply(Intake.of(Field.REAL, spec.input(), features));
      for (UnaryOperator<NDArray> block : foldedBlocks) {
        x = block.apply(x);
      }
      return foldedHead.apply(x);
    };
  }

  private record Block(Layer first, Layer second, @Nullable RealConvolution shortcut)
      implements Layer {
    @Override
    public NDArray forward(Pass pass, NDArray x) {
      NDArray y = second.forward(pass, first.forward(pass, x));
      return Tensors.relu(y.add(shortcut == null ? x : shortcut.forward(pass, x)));
    }

    @Override
    public UnaryOperator<NDArray> fold(Pass pass) {
      UnaryOperator<NDArray> a = first.fold(pass);
      UnaryOperator<NDArray> b = second.fold(pass);
      UnaryOperator<NDArray> past =
          shortcut == null ? UnaryOperator.identity() : shortcut.fold(pass);
      return x -> Tensors.relu(b.apply(a.apply(x)).add(past.apply(x)));
    }
  }
}
