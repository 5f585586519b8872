package dev.argand.network.cell;

import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.OperationKind;
import dev.argand.network.layer.ParameterLayout;
import dev.argand.network.layer.Site;
import java.util.List;

/**
 * What every choice of a search would cost in the network that is trained afterwards: that
 * network's cost is the fixed part and the entries of the operations that it has, since all cells
 * of a type have the same.
 *
 * @param fixed stem, preprocessing of cells and head
 * @param normal an entry for each edge (in {@link CellEdges}'s order) and operation, over all
 *     normal cells: {@code [edges][operations]}
 * @param reduction the same over all reduction cells
 */
public record CostTable(double fixed, double[][] normal, double[][] reduction) {

  /** What one operation costs at a place. */
  @FunctionalInterface
  interface OperationCost {
    /**
     * @param stage the cell's channels and the size of what it reads, before a stride of 2
     */
    double of(OperationKind kind, Stage stage, int stride);
  }

  /**
   * A cell's place in its network.
   *
   * @param channels of its nodes
   * @param bands of its inputs
   * @param frames of its inputs
   */
  record Stage(Cell.Wiring wiring, int bands, int frames) {
    int channels() {
      return wiring.channels();
    }

    /** Positions of what an operation of the stride gives. */
    long positions(int stride) {
      return (long) half(bands, stride) * half(frames, stride);
    }

    /** Bands that an operation reads: in a reduction cell only its inputs are large. */
    int bandsBefore(int stride) {
      return wiring.reduction() && stride == 1 ? half(bands, 2) : bands;
    }

    int framesBefore(int stride) {
      return wiring.reduction() && stride == 1 ? half(frames, 2) : frames;
    }
  }

  static int half(int size, int stride) {
    return (size - 1) / stride + 1;
  }

  /**
   * Real numbers that are learned: exact.
   *
   * @param spec the network; of its genotype only space and number of nodes matter
   */
  public static CostTable parameters(NetworkSpec spec) {
    Field field = spec.field();
    CostTable free =
        of(0, spec, (kind, stage, stride) -> parameters(field, kind, stage.channels(), stride));
    double whole = new DerivedNetwork(spec).parameters().size();
    return new CostTable(whole - free.of(spec.genotype()), free.normal(), free.reduction());
  }

  private static int parameters(Field field, OperationKind kind, int channels, int stride) {
    ParameterLayout layout = new ParameterLayout();
    Operations.create(
        new Site(layout, new ParameterLayout(), "", field, true), kind, channels, stride);
    return layout.size();
  }

  /** Real multiplications with addition that a window takes, convolutions and products only. */
  public static CostTable multiplications(NetworkSpec spec) {
    return Multiplications.table(spec);
  }

  /** A table of what each operation costs, summed over the cells of each type. */
  static CostTable of(double fixed, NetworkSpec spec, OperationCost cost) {
    CellEdges edges = new CellEdges(spec.genotype().nodes());
    List<OperationKind> operations = spec.genotype().space().operations();
    double[][] normal = new double[edges.count()][operations.size()];
    double[][] reduction = new double[edges.count()][operations.size()];
    for (Stage stage : stages(spec)) {
      boolean reduces = stage.wiring().reduction();
      for (CellEdges.Edge edge : edges.edges()) {
        int number = edges.number(edge.from(), edge.to());
        int stride = reduces && edge.from() < 2 ? 2 : 1;
        for (int o = 0; o < operations.size(); o++) {
          (reduces ? reduction : normal)[number][o] += cost.of(operations.get(o), stage, stride);
        }
      }
    }
    return new CostTable(fixed, normal, reduction);
  }

  /** The cells of a network, in order, with the sizes of what they read. */
  static List<Stage> stages(NetworkSpec spec) {
    int bands = half(spec.bands(), spec.stemStride());
    int frames = half(spec.frames(), spec.stemStride());
    List<Stage> stages = new java.util.ArrayList<>();
    for (Cell.Wiring wiring :
        Stages.wire(
            spec.channels(), spec.cellsPerStage(), spec.trailingStage(), spec.genotype().nodes())) {
      stages.add(new Stage(wiring, bands, frames));
      bands = wiring.reduction() ? half(bands, 2) : bands;
      frames = wiring.reduction() ? half(frames, 2) : frames;
    }
    return stages;
  }

  /** What the network of a genotype costs. */
  public double of(Genotype genotype) {
    return fixed
        + cell(genotype.space(), genotype.normal(), normal)
        + cell(genotype.space(), genotype.reduction(), reduction);
  }

  private static double cell(
      dev.argand.network.SearchSpace space, Genotype.Cell cell, double[][] costs) {
    CellEdges edges = new CellEdges(cell.nodes().size());
    double sum = 0;
    for (int node = 0; node < cell.nodes().size(); node++) {
      for (Genotype.Input input : cell.nodes().get(node).inputs()) {
        int operation = space.operations().indexOf(input.operation());
        sum += costs[edges.number(input.from(), node + 2)][operation];
      }
    }
    return sum;
  }
}
