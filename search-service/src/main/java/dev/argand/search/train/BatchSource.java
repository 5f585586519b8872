package dev.argand.search.train;

import dev.argand.network.training.Batch;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.WindowSampler;
import dev.argand.search.spectra.Spectra;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
  private final Spectra spectra;
  private final List<String> labels;
  private final long seed;
  private final ExecutorService executor;

  BatchSource(
      WindowSampler sampler, FrontEnd frontEnd, Spectra spectra, List<String> labels, long seed) {
    this.sampler = sampler;
    this.frontEnd = frontEnd;
    this.spectra = spectra;
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

  /**
   * How targets are made softer than "this label and no other".
   *
   * @param mixup share of windows that another is mixed into (Zhang et al., 2018)
   * @param smoothing share of a target that is spread evenly over all labels (Szegedy et al., 2016,
   *     section 7)
   */
  record Softening(double mixup, double smoothing) {
    static final Softening NONE = new Softening(0, 0);
  }

  /** The batches of one use, in order. */
  final class Stream {
    private final Lesson lesson;
    private final String use;
    private final int size;
    private final Softening softening;
    private final Queue<Future<Batch>> ahead = new ArrayDeque<>();
    private long next;

    Stream(Lesson lesson, String use, int size, Softening softening) {
      this(lesson, use, size, softening, 0);
    }

    /** The batches from a step on. */
    Stream(Lesson lesson, String use, int size, Softening softening, long first) {
      this.next = first;
      this.lesson = lesson;
      this.use = use;
      this.size = size;
      this.softening = softening;
    }

    Batch next() throws IOException, InterruptedException {
      while (ahead.size() < AHEAD) {
        long step = next++;
        ahead.add(executor.submit(() -> make(lesson, use, size, softening, step)));
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

  private Batch make(Lesson lesson, String use, int size, Softening softening, long step)
      throws IOException {
    CounterRandom random = CounterRandom.of(seed).at(use).at(step);
    List<Part> parts = new ArrayList<>();
    for (int slot = 0; slot < size; slot++) {
      parts.add(part(lesson, random.at(slot), 1, slot));
    }
    for (int slot = 0; slot < size; slot++) {
      CounterRandom mix = random.at("mixup").at(slot);
      if (mix.nextDouble() < softening.mixup()) {
        parts.add(part(lesson, mix.at("other"), 0.5f * mix.nextFloat(), slot));
      }
    }
    return mix(size, parts, (float) softening.smoothing());
  }

  /**
   * A window's share of a slot.
   *
   * @param share 1 for the slot's own window; less for another that is mixed in, and that the
   *     slot's own then has so much less of
   * @param place where what is done to its features comes from
   */
  private record Part(int slot, float share, int label, float[] window, CounterRandom place) {}

  private Part part(Lesson lesson, CounterRandom place, float share, int slot) throws IOException {
    LabeledClip clip = lesson.draw(place);
    float[] window = sampler.trainingWindow(clip, seed, place.nextLong(), slot);
    return new Part(slot, share, labels.indexOf(clip.label()), window, place);
  }

  /** All windows of the batch are analysed in one call. */
  private Batch mix(int size, List<Part> parts, float smoothing) {
    float[][] analysed = spectra.features(parts.stream().map(Part::window).toArray(float[][]::new));
    int length = frontEnd.featureLength();
    float[] features = new float[size * length];
    float[] targets = new float[size * labels.size()];
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      sampler.augmentation().filter().apply(analysed[i], frontEnd, part.place().at("filter"));
      sampler.augmentation().masks().apply(analysed[i], frontEnd, part.place().at("masks"));
      if (part.share() < 1) {
        scale(features, part.slot() * length, length, 1 - part.share());
        scale(targets, part.slot() * labels.size(), labels.size(), 1 - part.share());
      }
      add(analysed[i], part.share(), features, part.slot() * length);
      targets[part.slot() * labels.size() + part.label()] += part.share();
    }
    if (smoothing > 0) {
      for (int i = 0; i < targets.length; i++) {
        targets[i] = (1 - smoothing) * targets[i] + smoothing / labels.size();
      }
    }
    return new Batch(size, features, targets);
  }

  private static void add(float[] one, float share, float[] features, int offset) {
    for (int i = 0; i < one.length; i++) {
      features[offset + i] += share * one[i];
    }
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
