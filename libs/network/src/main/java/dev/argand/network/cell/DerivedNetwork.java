package dev.argand.network.cell;

import ai.djl.ndarray.NDArray;
import dev.argand.network.NetworkSpec;
import dev.argand.network.layer.ConvolutionNorm;
import dev.argand.network.layer.Head;
import dev.argand.network.layer.Layer;
import dev.argand.network.layer.ParameterLayout;
import dev.argand.network.layer.Pass;
import dev.argand.network.layer.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** The network of a genotype. */
public final class DerivedNetwork implements Network {
  private final NetworkSpec spec;
  private final ParameterLayout parameters = new ParameterLayout();
  private final ParameterLayout statistics = new ParameterLayout();
  private final Layer stem;
  private final List<Cell> cells = new ArrayList<>();
  private final Head head;

  /** Lays out the network of a specification. */
  public DerivedNetwork(NetworkSpec spec) {
    this(spec, false);
  }

  DerivedNetwork(NetworkSpec spec, boolean scaledProducts) {
    this.spec = spec;
    Site root = new Site(parameters, statistics, "", spec.field(), true, scaledProducts);
    int stemOut = Stages.STEM_MULTIPLIER * spec.channels();
    this.stem =
        ConvolutionNorm.dense(
            root.at("stem"),
            false,
            spec.input().channels(spec.field()),
            stemOut,
            3,
            spec.stemStride());
    int out = stemOut;
    int nodes = spec.genotype().nodes();
    for (Cell.Wiring wiring :
        Stages.wire(spec.channels(), spec.cellsPerStage(), spec.trailingStage(), nodes)) {
      cells.add(
          new Cell(
              root.at("cells." + cells.size()),
              wiring.reduction() ? spec.genotype().reduction() : spec.genotype().normal(),
              wiring));
      out = nodes * wiring.channels();
    }
    this.head = new Head(root.at("head"), out, spec.classes(), spec.readout());
  }

  @Override
  public ParameterLayout parameters() {
    return parameters;
  }

  @Override
  public ParameterLayout statistics() {
    return statistics;
  }

  @Override
  public NDArray forward(Pass pass, NDArray features) {
    NDArray last2 = stem.forward(pass, Intake.of(spec.field(), spec.input(), features));
    NDArray last1 = last2;
    for (Cell cell : cells) {
      NDArray next = cell.forward(pass, last2, last1);
      last2 = last1;
      last1 = next;
    }
    return head.forward(pass, last1);
  }

  @Override
  public UnaryOperator<NDArray> fold(Pass pass) {
    UnaryOperator<NDArray> foldedStem = stem.fold(pass);
    List<BinaryOperator<NDArray>> foldedCells =
        cells.stream().map(cell -> cell.fold(pass)).toList();
    UnaryOperator<NDArray> foldedHead = head.fold(pass);
    return features -> {
      NDArray last2 = foldedStem.apply(Intake.of(spec.field(), spec.input(), features));
      NDArray last1 = last2;
      for (BinaryOperator<NDArray> cell : foldedCells) {
        NDArray next = cell.apply(last2, last1);
        last2 = last1;
        last1 = next;
      }
      return foldedHead.apply(last1);
    };
  }

  @Override
  public double multiplications() {
    return CostTable.multiplications(spec).of(spec.genotype());
  }
}
