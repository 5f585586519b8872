package dev.argand.search.evaluate;

import dev.argand.network.Recognizer;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.WindowSampler;
import dev.argand.search.run.Progress;
import dev.argand.search.run.ProgressListener;
import dev.argand.signal.Features;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Judges clips: a clip's scores are the mean over its evaluation windows, and it is said to be what
 * scores highest. At most {@value #MOST_WINDOWS} windows are held at once, however long a clip is.
 */
public final class Evaluator {
  /** Windows that are scored at once: half a minute at a hop of half a second. */
  static final int MOST_WINDOWS = 64;

  private Evaluator() {}

  /**
   * Judges the chosen clips of a data set with a loaded model. A label that the model does not know
   * is never said, and so always wrong.
   *
   * @throws IOException if a clip can no longer be read
   */
  public static EvaluationReport evaluate(
      Recognizer model, DataSet data, Predicate<LabeledClip> which, ProgressListener listener)
      throws IOException {
    List<LabeledClip> clips = data.clips().stream().filter(which).toList();
    return evaluate(model, clips, listener);
  }

  /**
   * Judges clips that need not be enough to be divided.
   *
   * @throws IOException if a clip can no longer be read
   */
  public static EvaluationReport evaluate(
      Recognizer model, List<LabeledClip> clips, ProgressListener listener) throws IOException {
    return evaluate(
        model.frontEnd(),
        model.manifest().labels(),
        model::scores,
        clips,
        clip -> WindowSampler.evaluationWindows(model.frontEnd(), clip),
        listener,
        answer -> {});
  }

  /**
   * The same with any scorer.
   *
   * @param scorer features {@code [windows][]} to scores {@code [windows][labels]}
   * @param answers hears what is said of each clip, in their order
   */
  public static EvaluationReport evaluate(
      FrontEnd frontEnd,
      List<String> labels,
      Function<float[][], float[][]> scorer,
      List<LabeledClip> clips,
      WindowSampler sampler,
      ProgressListener listener,
      Consumer<Answer> answers)
      throws IOException {
    return evaluate(frontEnd, labels, scorer, clips, sampler::evaluationWindows, listener, answers);
  }

  /** The windows on which a clip is judged. */
  private interface Windows {
    List<float[]> of(LabeledClip clip) throws IOException;
  }

  private static EvaluationReport evaluate(
      FrontEnd frontEnd,
      List<String> labels,
      Function<float[][], float[][]> scorer,
      List<LabeledClip> clips,
      Windows cutter,
      ProgressListener listener,
      Consumer<Answer> answers)
      throws IOException {
    Map<String, Map<String, Integer>> confusion = new TreeMap<>();
    int done = 0;
    for (LabeledClip clip : clips) {
      String said = said(labels, scores(frontEnd, cutter.of(clip), scorer));
      answers.accept(new Answer(clip.name(), clip.group(), clip.label(), said));
      confusion.computeIfAbsent(clip.label(), key -> new TreeMap<>()).merge(said, 1, Integer::sum);
      done++;
      listener.onProgress(new Progress("evaluate", done, clips.size(), Map.of()));
    }
    return EvaluationReport.of(confusion);
  }

  /**
   * Scores of all windows {@code [windows][labels]}, of which a long clip has many: in batches of
   * at most {@value #MOST_WINDOWS}.
   *
   * @param windows of audio; each is asked for once
   * @param scorer from features {@code [windows][featureLength]} to scores
   */
  public static float[][] scores(
      FrontEnd frontEnd, List<float[]> windows, Function<float[][], float[][]> scorer) {
    float[][] scores = new float[windows.size()][];
    for (int from = 0; from < scores.length; from += MOST_WINDOWS) {
      float[][] features = new float[Math.min(MOST_WINDOWS, scores.length - from)][];
      for (int i = 0; i < features.length; i++) {
        features[i] = Features.window(frontEnd, windows.get(from + i));
      }
      System.arraycopy(scorer.apply(features), 0, scores, from, features.length);
    }
    return scores;
  }

  /**
   * What a clip is said to be: the label that scores highest on average.
   *
   * @param scores of its windows, {@code [windows][labels]}
   */
  public static String said(List<String> labels, float[][] scores) {
    return labels.get(greatest(mean(scores)));
  }

  /** Mean of rows. */
  public static double[] mean(float[][] scores) {
    double[] mean = new double[scores[0].length];
    for (float[] row : scores) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += row[i] / (double) scores.length;
      }
    }
    return mean;
  }

  private static int greatest(double[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }
}
