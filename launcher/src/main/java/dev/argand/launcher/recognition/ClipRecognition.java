package dev.argand.launcher.recognition;

import dev.argand.inference.HearingRule;
import dev.argand.network.Recognizer;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.WindowSampler;
import dev.argand.signal.AudioClip;
import dev.argand.signal.Features;
import dev.argand.signal.FrontEnd;
import dev.argand.signal.LevelMeter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Hears a clip window by window: the same windows, features and decisions as when the clip comes as
 * a live stream.
 *
 * <p>A clip that is shorter than a window is centred in faint background, as evaluation does, and
 * gives one window.
 */
public final class ClipRecognition {
  private ClipRecognition() {}

  /** Every window of a clip, in order, by the usual rule. */
  public static List<HeardWindow> windows(Recognizer model, AudioClip clip, String name)
      throws IOException {
    return windows(model, clip, name, HearingRule.USUAL);
  }

  /**
   * Every window of a clip, in order.
   *
   * @param name seeds the faint background around a short clip, so that it is the same every time
   */
  public static List<HeardWindow> windows(
      Recognizer model, AudioClip clip, String name, HearingRule rule) throws IOException {
    FrontEnd frontEnd = model.frontEnd();
    if (frontEnd.windowsWithin(clip.samples().length, clip.sampleRateHz()) == 0) {
      return List.of(padded(model, clip, name, rule));
    }
    float[][] features = Features.all(frontEnd, clip);
    LevelMeter levels = levels(clip);
    List<HeardWindow> windows = new ArrayList<>(features.length);
    for (int k = 0; k < features.length; k++) {
      long start = frontEnd.sourceStart(k, clip.sampleRateHz());
      long end = frontEnd.sourceEnd(k, clip.sampleRateHz());
      windows.add(
          HeardWindow.of(
              k,
              start,
              end,
              // One call a window, as live: libtorch may round batches differently.
              model.scores(features[k]),
              model.manifest(),
              levels.level(start, end),
              clip.sampleRateHz(),
              rule));
    }
    return windows;
  }

  private static LevelMeter levels(AudioClip clip) {
    LevelMeter levels = new LevelMeter(clip.sampleRateHz());
    levels.push(0, clip.samples(), clip.samples().length);
    return levels;
  }

  private static HeardWindow padded(Recognizer model, AudioClip clip, String name, HearingRule rule)
      throws IOException {
    LabeledClip unlabelled = new LabeledClip(name, "unknown", name, () -> clip);
    float[] window = WindowSampler.evaluationWindows(model.frontEnd(), unlabelled).get(0);
    float[] scores = model.scores(Features.window(model.frontEnd(), window));
    int length = clip.samples().length;
    return HeardWindow.of(
        0,
        0,
        length,
        scores,
        model.manifest(),
        levels(clip).level(0, length),
        clip.sampleRateHz(),
        rule);
  }
}
