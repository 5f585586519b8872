package dev.argand.search.train;

import dev.argand.network.training.NetworkTrainer;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.Split;
import dev.argand.search.data.Splits;
import dev.argand.search.data.WindowSampler;
import dev.argand.search.run.Progress;
import dev.argand.search.run.ProgressListener;
import dev.argand.search.spectra.Spectra;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * What a network says of background that it was not trained on: the validation split's and, where
 * training had it, noise that is synthesised for the purpose. Each kind has an equal part of {@code
 * false.alarms.minutes}.
 *
 * @param kinds a kind's scores, {@code [windows][labels]}
 * @param hoursAWindow audio that a window stands for: the front end's hop
 */
record QuietScores(List<float[][]> kinds, double hoursAWindow) {
  private static final int BATCH = 32;

  /** Windows of one stretch of background. */
  private static final int STRETCH = 4;

  static QuietScores of(
      Profile profile,
      Splits splits,
      WindowSampler sampler,
      Spectra spectra,
      NetworkTrainer trainer,
      long seed,
      ProgressListener listener)
      throws IOException, InterruptedException {
    FrontEnd frontEnd = profile.frontEnd();
    double hours = frontEnd.hopSamples() / (3600.0 * frontEnd.sampleRateHz());
    List<LabeledClip> clips =
        splits.clips(Split.VALIDATION).stream()
            .filter(clip -> clip.label().equals(splits.data().backgroundLabel()))
            .toList();
    List<Boolean> synthetic =
        profile.augmentation().synthetic() > 0 ? List.of(false, true) : List.of(false);
    int windows =
        Math.max(1, (int) Math.round(profile.falseAlarmMinutes() / 60 / hours / synthetic.size()));
    List<float[][]> kinds = new ArrayList<>();
    ExecutorService maker = Executors.newSingleThreadExecutor(QuietScores::named);
    try {
      for (boolean isSynthetic : synthetic) {
        Windows source = new Windows(sampler, spectra, clips, isSynthetic, seed);
        int before = kinds.size() * windows;
        IntConsumer said =
            done -> {
              int all = synthetic.size() * windows;
              listener.onProgress(new Progress("thresholds", before + done, all, Map.of()));
            };
        kinds.add(scores(source, windows, trainer, maker, said));
      }
    } finally {
      maker.shutdownNow();
    }
    return new QuietScores(kinds, hours);
  }

  private static Thread named(Runnable task) {
    Thread thread = new Thread(task, "quiet-windows");
    thread.setDaemon(true);
    return thread;
  }

  /** The next batch's windows are made while the network says what it hears in this one. */
  private static float[][] scores(
      Windows source,
      int count,
      NetworkTrainer trainer,
      ExecutorService maker,
      IntConsumer progress)
      throws IOException, InterruptedException {
    float[][] scores = new float[count][];
    Future<float[][]> next = maker.submit(source.features(0, Math.min(BATCH, count)));
    for (int from = 0; from < count; from += BATCH) {
      float[][] features = made(next);
      int after = from + BATCH;
      if (after < count) {
        next = maker.submit(source.features(after, Math.min(BATCH, count - after)));
      }
      float[][] said = trainer.probabilities(join(features), features.length);
      System.arraycopy(said, 0, scores, from, said.length);
      progress.accept(from + said.length);
    }
    return scores;
  }

  private static float[][] made(Future<float[][]> windows)
      throws IOException, InterruptedException {
    try {
      return windows.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException("background could not be made", e.getCause());
    }
  }

  /** The features of rows, one after the other. */
  static float[] join(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
    }
    return flat;
  }

  private record Windows(
      WindowSampler sampler,
      Spectra spectra,
      List<LabeledClip> clips,
      boolean isSynthetic,
      long seed) {

    Callable<float[][]> features(int from, int size) {
      return () -> {
        List<float[]> windows = new ArrayList<>(size);
        while (windows.size() < size) {
          int index = from + windows.size();
          LabeledClip clip = clips.get(index / STRETCH % clips.size());
          int count = Math.min(STRETCH, size - windows.size());
          windows.addAll(List.of(sampler.quietWindows(clip, isSynthetic, count, seed, index)));
        }
        return spectra.features(windows.toArray(float[][]::new));
      };
    }
  }
}
