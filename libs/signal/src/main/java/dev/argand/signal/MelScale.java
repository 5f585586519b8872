package dev.argand.signal;

/**
 * The mel scale in the form of HTK: mel = 2595 log10(1 + f / 700) [1], and the triangular bands
 * between equal steps of it.
 *
 * <p>With B bands there are B + 2 edges; band b rises from edge b to a weight of one at edge b + 1
 * and falls to edge b + 2, straight in Hz.
 *
 * <p>[1] S. Young et al., The HTK Book, version 3.4, eq. 5.13.
 */
final class MelScale {
  private MelScale() {}

  static double toMel(double hz) {
    return 2595 * StrictMath.log10(1 + hz / 700);
  }

  static double toHz(double mel) {
    return 700 * (StrictMath.pow(10, mel / 2595) - 1);
  }

  /** Edges of the bands in Hz: [bands + 2]. */
  static double[] edgesHz(int bands, double minHz, double maxHz) {
    double low = toMel(minHz);
    double step = (toMel(maxHz) - low) / (bands + 1);
    double[] edges = new double[bands + 2];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = toHz(low + i * step);
    }
    // Not left to the rounding of the inverse.
    edges[0] = minHz;
    edges[bands + 1] = maxHz;
    return edges;
  }

  /** Weight of a frequency in the band whose three edges start at edges[band]. */
  static double weight(double[] edges, int band, double hz) {
    double rise = (hz - edges[band]) / (edges[band + 1] - edges[band]);
    double fall = (edges[band + 2] - hz) / (edges[band + 2] - edges[band + 1]);
    return Math.max(0, Math.min(rise, fall));
  }

  /** The first band that holds no bin of the given spacing, or -1. */
  static int firstEmptyBand(double[] edges, double binHz) {
    for (int band = 0; band < edges.length - 2; band++) {
      double bin = binHz * (Math.floor(edges[band] / binHz) + 1);
      if (bin >= edges[band + 2]) {
        return band;
      }
    }
    return -1;
  }
}
