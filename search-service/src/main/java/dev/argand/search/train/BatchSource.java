package dev.argand.search.train;

import dev.argand.network.training.Batch;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.WindowSampler;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.Features;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Makes batches ahead of the step that needs them, on a thread of its own: windows are cut and
 * turned into features while the network computes.
 */
final class BatchSource implements AutoCloseable {
  private static final int AHEAD = 4;

  private final WindowSampler sampler;
  private final FrontEnd frontEnd;
  private final List<String> labels;
  private final long seed;
  private final ExecutorService executor;

  BatchSource(WindowSampler sampler, FrontEnd frontEnd, List<String> labels, long seed) {
    this.sampler = sampler;
    this.frontEnd = frontEnd;
    this.labels = labels;
    this.seed = seed;
    this.executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "batches");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The batches of one use, in order. */
  final class Stream {
    private final Lesson lesson;
    private final String use;
    private final int size;
    private final double mixup;
    private final Queue<Future<Batch>> ahead = new ArrayDeque<>();
    private long next;

    Stream(Lesson lesson, String use, int size, double mixup) {
      this.lesson = lesson;
      this.use = use;
      this.size = size;
      this.mixup = mixup;
    }

    Batch next() throws IOException, InterruptedException {
      while (ahead.size() < AHEAD) {
        long step = next++;
        ahead.add(executor.submit(() -> make(lesson, use, size, mixup, step)));
      }
      try {
        return ahead.remove().get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException io) {
          throw io;
        }
        throw new IllegalStateException("a batch could not be made", e.getCause());
      }
    }
  }

  private Batch make(Lesson lesson, String use, int size, double mixup, long step)
      throws IOException {
    CounterRandom random = CounterRandom.of(seed).at(use).at(step);
    float[] features = new float[size * frontEnd.featureLength()];
    float[] targets = new float[size * labels.size()];
    for (int slot = 0; slot < size; slot++) {
      add(lesson, random.at(slot), 1, features, targets, slot);
    }
    for (int slot = 0; slot < size; slot++) {
      CounterRandom mix = random.at("mixup").at(slot);
      if (mix.nextDouble() < mixup) {
        float share = 0.5f * mix.nextFloat();
        scale(features, slot * frontEnd.featureLength(), frontEnd.featureLength(), 1 - share);
        scale(targets, slot * labels.size(), labels.size(), 1 - share);
        add(lesson, mix.at("other"), share, features, targets, slot);
      }
    }
    return new Batch(size, features, targets);
  }

  private void add(
      Lesson lesson, CounterRandom place, float share, float[] features, float[] targets, int slot)
      throws IOException {
    LabeledClip clip = lesson.draw(place);
    long window = place.nextLong();
    float[] one = Features.window(frontEnd, sampler.trainingWindow(clip, seed, window, slot));
    int offset = slot * one.length;
    for (int i = 0; i < one.length; i++) {
      features[offset + i] += share * one[i];
    }
    targets[slot * labels.size() + labels.indexOf(clip.label())] += share;
  }

  private static void scale(float[] values, int from, int length, float factor) {
    for (int i = from; i < from + length; i++) {
      values[i] *= factor;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
