package dev.argand.network.cell;

import ai.djl.ndarray.NDArray;
import dev.argand.network.Field;
import dev.argand.network.Input;
import dev.argand.network.Readout;
import dev.argand.network.SearchSpace;
import dev.argand.network.layer.ConvolutionNorm;
import dev.argand.network.layer.Head;
import dev.argand.network.layer.Layer;
import dev.argand.network.layer.ParameterLayout;
import dev.argand.network.layer.Pass;
import dev.argand.network.layer.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The network of a differentiable search, in which every edge of every cell mixes all candidates
 * (Liu et al. 2019). All normal cells share one set of operation weights, all reduction cells
 * another.
 *
 * <p>Batch norms inside cells learn nothing and always use the batch's statistics, in evaluation
 * too: during a search the running ones lag behind the moving mixture. [O]
 */
public final class Supernet {
  /**
   * What fixes a supernet.
   *
   * @param field the number field
   * @param space the candidates
   * @param channels C, at the first stage
   * @param cellsPerStage D, normal cells before each reduction
   * @param nodes N, intermediate nodes a cell
   * @param stemStride 1 or 2
   * @param classes number of logits
   * @param readout how complex outputs become logits
   * @param partial K of PC-DARTS: the candidates work on 1/K of a node's channels; 1 on all
   * @param cells cells that are built, from the first; {@link #ALL_CELLS} for the whole network
   * @param input what is read of the features
   */
  public record Spec(
      Field field,
      SearchSpace space,
      int channels,
      int cellsPerStage,
      int nodes,
      int stemStride,
      int classes,
      Readout readout,
      int partial,
      int cells,
      Input input) {
    /** No limit on cells. */
    public static final int ALL_CELLS = Integer.MAX_VALUE;

    public Spec {
      if (partial < 1 || channels % (2 * partial) != 0) {
        throw new IllegalArgumentException(
            "channels must be a multiple of twice the partial channels' K (%d), were %d"
                .formatted(partial, channels));
      }
      if (cells < 1) {
        throw new IllegalArgumentException("cells must be at least 1, were " + cells);
      }
    }

    /** A network that reads both planes. */
    public Spec(
        Field field,
        SearchSpace space,
        int channels,
        int cellsPerStage,
        int nodes,
        int stemStride,
        int classes,
        Readout readout,
        int partial,
        int cells) {
      this(
          field,
          space,
          channels,
          cellsPerStage,
          nodes,
          stemStride,
          classes,
          readout,
          partial,
          cells,
          Input.PLANES);
    }

    /** A whole network whose candidates work on all channels. */
    public Spec(
        Field field,
        SearchSpace space,
        int channels,
        int cellsPerStage,
        int nodes,
        int stemStride,
        int classes,
        Readout readout) {
      this(
          field, space, channels, cellsPerStage, nodes, stemStride, classes, readout, 1, ALL_CELLS);
    }
  }

  private final Spec spec;
  private final ParameterLayout parameters = new ParameterLayout();
  private final ParameterLayout statistics = new ParameterLayout();
  private final CellEdges edges;
  private final Layer stem;
  private final List<SearchCell> cells = new ArrayList<>();
  private final List<Boolean> reductions = new ArrayList<>();
  private final Head head;

  /** Lays out the supernet of a specification. */
  public Supernet(Spec spec) {
    this(spec, false);
  }

  /**
   * The same.
   *
   * @param scaledProducts whether its polynomials learn a scale of their product
   */
  public Supernet(Spec spec, boolean scaledProducts) {
    this.spec = spec;
    Site root = new Site(parameters, statistics, "", spec.field(), true, scaledProducts);
    this.edges = new CellEdges(spec.nodes());
    int out = Stages.STEM_MULTIPLIER * spec.channels();
    this.stem =
        ConvolutionNorm.dense(
            root.at("stem"), false, spec.input().channels(spec.field()), out, 3, spec.stemStride());
    List<Cell.Wiring> wirings =
        Stages.wire(spec.channels(), spec.cellsPerStage(), false, spec.nodes());
    for (Cell.Wiring wiring : wirings.subList(0, Math.min(spec.cells(), wirings.size()))) {
      Site site = root.at("cells." + cells.size()).withAffine(false);
      cells.add(new SearchCell(site, spec.space(), edges, wiring, spec.partial()));
      reductions.add(wiring.reduction());
      out = spec.nodes() * wiring.channels();
    }
    this.head = new Head(root.at("head"), out, spec.classes(), spec.readout());
  }

  /** Layout of the weights w; architecture weights are no part of it. */
  public ParameterLayout parameters() {
    return parameters;
  }

  /** The edges of each cell. */
  public CellEdges edges() {
    return edges;
  }

  /**
   * Logits {@code [batch, classes]}.
   *
   * @param pass a training pass
   * @param features {@code [batch, 2, bands, frames]}
   * @param normal weights {@code [operations + 1, edges]} of normal cells, edges by source: the
   *     gate times each operation's weight, then the gate
   * @param reduction the same for reduction cells
   */
  public NDArray forward(Pass pass, NDArray features, NDArray normal, NDArray reduction) {
    return forward(pass, features, normal, reduction, output -> {});
  }

  /**
   * The same, showing what passes.
   *
   * @param observer is given the outputs of the stem and of each cell, in order
   */
  public NDArray forward(
      Pass pass, NDArray features, NDArray normal, NDArray reduction, Consumer<NDArray> observer) {
    NDArray last2 = stem.forward(pass, Intake.of(spec.field(), spec.input(), features));
    NDArray last1 = last2;
    observer.accept(last1);
    for (int i = 0; i < cells.size(); i++) {
      NDArray weights = reductions.get(i) ? reduction : normal;
      NDArray next = cells.get(i).forward(pass, last2, last1, weights);
      last2 = last1;
      last1 = next;
      observer.accept(next);
    }
    return head.forward(pass, last1);
  }
}
