package dev.argand.signal;

import java.util.Objects;

/**
 * Features of single windows at the model's rate, as training draws them; keeps its tables from one
 * window to the next. Not thread-safe: one a thread.
 */
public final class WindowAnalyser {
  private final FrontEnd frontEnd;
  private final FrameAnalyser analyser;

  public WindowAnalyser(FrontEnd frontEnd) {
    this.frontEnd = frontEnd;
    this.analyser = new FrameAnalyser(frontEnd);
  }

  /**
   * The features of a window, [2, bands, frames].
   *
   * @param samples exactly windowSamples, at the model's rate
   */
  public float[] features(float[] samples) {
    if (samples.length != frontEnd.windowSamples()) {
      throw new IllegalArgumentException(
          "samples must be a window of %d, were %d"
              .formatted(frontEnd.windowSamples(), samples.length));
    }
    float[] features = new float[frontEnd.featureLength()];
    analyse(samples, 0, features);
    return features;
  }

  /**
   * Writes the features of samples [offset, offset + windowSamples) to features [2, bands, frames];
   * allocates nothing.
   */
  public void analyse(float[] samples, int offset, float[] features) {
    Objects.checkFromIndexSize(offset, frontEnd.windowSamples(), samples.length);
    int frames = frontEnd.frames();
    for (int f = 0; f < frames; f++) {
      analyser.analyse(samples, offset + f * frontEnd.stftHopSamples(), features, f, frames);
    }
  }
}
