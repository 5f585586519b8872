package dev.argand.signal;

import java.util.ArrayList;
import java.util.List;

/**
 * Features of audio that is at hand as a whole; the same numbers as a live {@link FeatureStream}.
 */
public final class Features {
  private Features() {}

  /** Every window that lies wholly in a clip, in order: [windows][2 * bands * frames]. */
  public static float[][] all(FrontEnd frontEnd, AudioClip clip) {
    List<float[]> windows = new ArrayList<>();
    FeatureStream stream = new FeatureStream(frontEnd, clip.sampleRateHz(), 0, 0);
    FeatureStream.WindowSink sink = (k, features) -> windows.add(features.clone());
    stream.push(0, clip.samples(), 0, clip.samples().length, sink);
    stream.finish(sink);
    return windows.toArray(new float[0][]);
  }

  /**
   * The features of one window at the model's rate.
   *
   * @param samples exactly windowSamples
   */
  public static float[] window(FrontEnd frontEnd, float[] samples) {
    return new WindowAnalyser(frontEnd).features(samples);
  }
}
