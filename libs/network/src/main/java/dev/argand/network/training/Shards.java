package dev.argand.network.training;

import ai.djl.engine.Engine;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Learns from a batch in equal parts at once, each on a thread of its own: data parallelism within
 * one process. Parts have their own leaves and their own batch-norm statistics; gradients and
 * statistics are averaged in the order of the parts, so that the result does not depend on how the
 * threads are scheduled.
 *
 * <p>Batch norm over a part of the batch is that of Hoffer et al., "Train longer, generalize
 * better", 2017, section 4 (ghost batch normalisation).
 */
final class Shards implements AutoCloseable {
  /**
   * What one part gives.
   *
   * @param result loss and accuracy, means over the part
   * @param vectors gradients and statistics of the part's mean loss
   */
  record Learned(StepResult result, List<float[]> vectors) {}

  /** Runs one part forward and backward, on whichever thread calls. */
  @FunctionalInterface
  interface Part {
    Learned learn(GradientCollector gradients, Batch part);
  }

  private final int count;
  private final ExecutorService threads;

  /**
   * @param count number of parts; 1 uses the calling thread alone
   */
  Shards(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("shards must be at least 1, was " + count);
    }
    this.count = count;
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "shard");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The means over a batch, weighted by the parts' sizes. */
  Learned learn(Batch batch, Part part) {
    List<Batch> parts = batch.split(count);
    // The engine has one collector a process; backward passes of several threads may share it.
    try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
      List<Future<Learned>> others = new ArrayList<>();
      for (Batch other : parts.subList(1, parts.size())) {
        others.add(threads.submit(() -> part.learn(gradients, other)));
      }
      List<Learned> learned = new ArrayList<>();
      RuntimeException failure = null;
      try {
        learned.add(part.learn(gradients, parts.get(0)));
      } catch (RuntimeException e) {
        failure = e;
      }
      // All are awaited, also after a failure: none may outlive the collector.
      for (Future<Learned> other : others) {
        try {
          learned.add(await(other));
        } catch (RuntimeException e) {
          failure = failure == null ? e : failure;
        }
      }
      if (failure != null) {
        throw failure;
      }
      return mean(parts, learned);
    }
  }

  private static Learned await(Future<Learned> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RuntimeException cause) {
            throw cause;
          }
          throw new IllegalStateException(
              "a part of a batch failed: " + e.getCause(), e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Learned mean(List<Batch> parts, List<Learned> learned) {
    if (learned.size() == 1) {
      return learned.get(0);
    }
    int size = parts.stream().mapToInt(Batch::size).sum();
    double loss = 0;
    double accuracy = 0;
    List<float[]> vectors = new ArrayList<>();
    for (float[] vector : learned.get(0).vectors()) {
      vectors.add(new float[vector.length]);
    }
    for (int i = 0; i < parts.size(); i++) {
      float share = (float) parts.get(i).size() / size;
      Learned one = learned.get(i);
      loss += share * one.result().loss();
      accuracy += share * one.result().accuracy();
      for (int v = 0; v < vectors.size(); v++) {
        float[] sum = vectors.get(v);
        float[] values = one.vectors().get(v);
        for (int j = 0; j < sum.length; j++) {
          sum[j] += share * values[j];
        }
      }
    }
    return new Learned(new StepResult(loss, accuracy), vectors);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
