package dev.argand.search.data;

import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.util.Arrays;

/**
 * Blanks out stretches of time and bands of frequency in the features of a window: both planes
 * become 0 there, which is silence.
 *
 * <p>Each mask has a width drawn evenly from 0 to its greatest and a place drawn evenly; masks may
 * overlap (D. S. Park and others, "SpecAugment", Interspeech 2019, without time warping).
 *
 * @param timeMasks how many stretches of time
 * @param timeMaskFrames greatest width of one, in frames
 * @param frequencyMasks how many bands of frequency
 * @param frequencyMaskBands greatest width of one, in mel bands
 */
public record FeatureMasks(
    int timeMasks, int timeMaskFrames, int frequencyMasks, int frequencyMaskBands) {

  /** No mask; if there were, of up to four frames or bands. */
  public static final FeatureMasks NONE = new FeatureMasks(0, 4, 0, 4);

  public FeatureMasks {
    if (Math.min(Math.min(timeMasks, timeMaskFrames), Math.min(frequencyMasks, frequencyMaskBands))
        < 0) {
      throw new IllegalArgumentException(
          "masks and their widths must not be negative, were %d of %d frames and %d of %d bands"
              .formatted(timeMasks, timeMaskFrames, frequencyMasks, frequencyMaskBands));
    }
  }

  /**
   * Masks features in place.
   *
   * @param features of one window, laid out {@code [part, band, frame]}
   */
  public void apply(float[] features, FrontEnd frontEnd, CounterRandom random) {
    int bands = frontEnd.melBands();
    int frames = frontEnd.frames();
    CounterRandom time = random.at("time");
    for (int mask = 0; mask < timeMasks; mask++) {
      int width = time.nextInt(Math.min(timeMaskFrames, frames) + 1);
      int start = time.nextInt(frames - width + 1);
      for (int row = 0; row < 2 * bands; row++) {
        Arrays.fill(features, row * frames + start, row * frames + start + width, 0);
      }
    }
    CounterRandom frequency = random.at("frequency");
    for (int mask = 0; mask < frequencyMasks; mask++) {
      int width = frequency.nextInt(Math.min(frequencyMaskBands, bands) + 1);
      int start = frequency.nextInt(bands - width + 1);
      for (int part = 0; part < 2; part++) {
        int from = (part * bands + start) * frames;
        Arrays.fill(features, from, from + width * frames, 0);
      }
    }
  }
}
