package dev.argand.search.data;

import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.util.Arrays;

/**
 * Colours a window as another microphone, room or distance would: each mel band is louder or softer
 * by a gain that is piecewise linear in decibels over the bands (H. Nam, S.-H. Kim, Y.-H. Park,
 * "FilterAugment", ICASSP 2022, its linear type).
 *
 * <p>The line has two to five nodes, the outer ones at the edges and the others drawn evenly
 * between, and each node a gain drawn evenly from plus or minus the bound. A gain g of the audio
 * multiplies a band's z, and features are z' = z log1p(c|z|)/|z|, so |z'| becomes log1p(g
 * expm1(|z'|)) and the phase stays: exact, whatever c is.
 *
 * @param gainDb greatest gain of a node, up or down; 0 is off
 */
public record RandomFilter(double gainDb) {
  public static final RandomFilter NONE = new RandomFilter(0);

  private static final int MOST_INNER_NODES = 3;

  public RandomFilter {
    if (!(gainDb >= 0 && gainDb <= 40)) {
      throw new IllegalArgumentException("a filter's gainDb must be in [0, 40], was " + gainDb);
    }
  }

  /**
   * Filters features in place.
   *
   * @param features of one window, laid out {@code [part, band, frame]}
   */
  public void apply(float[] features, FrontEnd frontEnd, CounterRandom random) {
    if (gainDb > 0) {
      apply(features, frontEnd, decibels(frontEnd.melBands(), random));
    }
  }

  /**
   * Makes each band louder by its gain, in place.
   *
   * @param decibels a gain for each mel band
   */
  static void apply(float[] features, FrontEnd frontEnd, double[] decibels) {
    int bands = frontEnd.melBands();
    int frames = frontEnd.frames();
    for (int band = 0; band < bands; band++) {
      double gain = Loudness.ratio(decibels[band]);
      for (int at = band * frames; at < (band + 1) * frames; at++) {
        colour(features, at, bands * frames + at, gain);
      }
    }
  }

  private static void colour(float[] features, int re, int im, double gain) {
    double magnitude =
        Math.sqrt((double) features[re] * features[re] + features[im] * features[im]);
    if (magnitude == 0) {
      return;
    }
    double factor = Math.log1p(gain * Math.expm1(magnitude)) / magnitude;
    features[re] *= (float) factor;
    features[im] *= (float) factor;
  }

  /** A gain for each band. */
  double[] decibels(int bands, CounterRandom random) {
    double[] decibels = new double[bands];
    int inner = random.nextInt(MOST_INNER_NODES + 1);
    double[] nodes = new double[inner + 2];
    for (int i = 1; i <= inner; i++) {
      nodes[i] = random.nextDouble() * (bands - 1);
    }
    nodes[inner + 1] = bands - 1;
    Arrays.sort(nodes);
    double from = gain(random);
    for (int node = 1; node < nodes.length; node++) {
      double to = gain(random);
      for (int band = (int) Math.ceil(nodes[node - 1]); band <= nodes[node]; band++) {
        double width = nodes[node] - nodes[node - 1];
        double part = width == 0 ? 1 : (band - nodes[node - 1]) / width;
        decibels[band] = from + part * (to - from);
      }
      from = to;
    }
    return decibels;
  }

  private double gain(CounterRandom random) {
    return random.nextDouble() * (2 * gainDb) - gainDb;
  }
}
