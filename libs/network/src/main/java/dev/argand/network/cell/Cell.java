package dev.argand.network.cell;

import ai.djl.ndarray.NDArray;
import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.layer.ConvolutionNorm;
import dev.argand.network.layer.Layer;
import dev.argand.network.layer.Pass;
import dev.argand.network.layer.Site;
import dev.argand.network.layer.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * A discrete cell. Node 0 and 1 are the preprocessed outputs of the two cells before; each
 * intermediate node sums its inputs; the output joins the intermediate nodes. In a reduction cell
 * the operations on nodes 0 and 1 have stride 2.
 */
final class Cell {
  private record Input(int from, Layer layer) {}

  private final Field field;
  private final Layer before0;
  private final Layer before1;
  private final List<List<Input>> nodes = new ArrayList<>();

  Cell(Site site, Genotype.Cell genotype, Wiring wiring) {
    this.field = site.field();
    this.before0 = wiring.before0(site.at("before0"));
    this.before1 = wiring.before1(site.at("before1"));
    for (int n = 0; n < genotype.nodes().size(); n++) {
      List<Input> inputs = new ArrayList<>();
      List<Genotype.Input> genes = genotype.nodes().get(n).inputs();
      for (int i = 0; i < genes.size(); i++) {
        Genotype.Input gene = genes.get(i);
        int stride = wiring.reduction() && gene.from() < 2 ? 2 : 1;
        Site place = site.at("node%d.input%d.%s".formatted(n + 2, i, gene.operation().code()));
        inputs.add(
            new Input(
                gene.from(),
                Operations.create(place, gene.operation(), wiring.channels(), stride)));
      }
      nodes.add(inputs);
    }
  }

  NDArray forward(Pass pass, NDArray last2, NDArray last1) {
    List<NDArray> values = new ArrayList<>();
    values.add(before0.forward(pass, last2));
    values.add(before1.forward(pass, last1));
    for (List<Input> inputs : nodes) {
      values.add(
          inputs.stream()
              .map(input -> input.layer().forward(pass, values.get(input.from())))
              .reduce(NDArray::add)
              .orElseThrow());
    }
    return Tensors.concatChannels(field, values.subList(2, values.size()));
  }

  BinaryOperator<NDArray> fold(Pass pass) {
    UnaryOperator<NDArray> fold0 = before0.fold(pass);
    UnaryOperator<NDArray> fold1 = before1.fold(pass);
    List<List<UnaryOperator<NDArray>>> folds =
        nodes.stream()
            .map(inputs -> inputs.stream().map(input -> input.layer().fold(pass)).toList())
            .toList();
    return (last2, last1) -> {
      List<NDArray> values = new ArrayList<>();
      values.add(fold0.apply(last2));
      values.add(fold1.apply(last1));
      for (int n = 0; n < nodes.size(); n++) {
        NDArray sum = null;
        for (int i = 0; i < nodes.get(n).size(); i++) {
          NDArray y = folds.get(n).get(i).apply(values.get(nodes.get(n).get(i).from()));
          sum = sum == null ? y : sum.add(y);
        }
        values.add(java.util.Objects.requireNonNull(sum));
      }
      return Tensors.concatChannels(field, values.subList(2, values.size()));
    };
  }

  /**
   * How a cell hangs in its network.
   *
   * @param in0 channels of the cell before last
   * @param in1 channels of the last cell
   * @param channels channels of this cell's nodes
   * @param reduction whether it halves bands and frames
   * @param afterReduction whether the last cell did, so that node 0 is twice too large
   */
  record Wiring(int in0, int in1, int channels, boolean reduction, boolean afterReduction) {
    Layer before0(Site site) {
      return afterReduction
          ? ConvolutionNorm.factorizedReduction(site, in0, channels)
          : ConvolutionNorm.dense(site, true, in0, channels, 1, 1);
    }

    Layer before1(Site site) {
      return ConvolutionNorm.dense(site, true, in1, channels, 1, 1);
    }
  }
}
