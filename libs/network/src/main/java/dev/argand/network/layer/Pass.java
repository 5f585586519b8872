package dev.argand.network.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of a network over a batch: its parameters, and whether batch norm uses the batch's
 * statistics (training) or the running ones.
 *
 * <p>Confined to one thread and one batch; the arrays belong to the manager of the flat vectors.
 */
public final class Pass {
  private final NDArray[] parameters;
  private final NDArray[] statistics;
  private final boolean training;
  private final List<NDArray> batchStatistics = new ArrayList<>();

  private Pass(NDArray[] parameters, NDArray[] statistics, boolean training) {
    this.parameters = parameters;
    this.statistics = statistics;
    this.training = training;
  }

  /** A pass that learns: batch norm uses the batch and records what it saw. */
  public static Pass training(ParameterLayout layout, NDArray flat) {
    return new Pass(views(layout, flat), new NDArray[0], true);
  }

  /** A pass that only evaluates, with running statistics. */
  public static Pass evaluation(
      ParameterLayout layout, NDArray flat, ParameterLayout statisticsLayout, NDArray statistics) {
    return new Pass(views(layout, flat), views(statisticsLayout, statistics), false);
  }

  boolean isTraining() {
    return training;
  }

  NDArray parameter(int number) {
    return parameters[number];
  }

  NDArray statistic(int number) {
    return statistics[number];
  }

  void record(NDArray statistic) {
    batchStatistics.add(statistic);
  }

  /**
   * What the batch norms of a training pass saw, as one flat vector in the order of the statistics
   * layout, cut from the gradient's graph.
   */
  public NDArray batchStatistics() {
    NDList flat = new NDList();
    for (NDArray statistic : batchStatistics) {
      flat.add(statistic.stopGradient().reshape(-1));
    }
    return Tensors.concat(0, flat);
  }

  /** One split whose backward is one concatenation: slicing each would cost a full vector each. */
  private static NDArray[] views(ParameterLayout layout, NDArray flat) {
    List<ParameterLayout.Entry> entries = layout.entries();
    long[] cuts = entries.stream().skip(1).mapToLong(ParameterLayout.Entry::offset).toArray();
    NDList parts = flat.split(cuts, 0);
    NDArray[] views = new NDArray[entries.size()];
    for (int i = 0; i < views.length; i++) {
      long[] shape = entries.get(i).shape().stream().mapToLong(Long::longValue).toArray();
      views[i] = parts.get(i).reshape(new Shape(shape));
    }
    return views;
  }
}
