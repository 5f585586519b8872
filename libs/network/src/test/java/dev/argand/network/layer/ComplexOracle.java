package dev.argand.network.layer;

/** Slow, obvious complex arithmetic in float64 over {@code [batch][2][channel][row][column]}. */
final class ComplexOracle {
  private ComplexOracle() {}

  /**
   * Convolution, the complex product written as four real ones; kernel {@code [2][out][in][k][k]}.
   */
  static double[][][][][] convolve(
      double[][][][][] x, double[][][][][] w, int stride, int padding, int dilation) {
    int height = x[0][0][0].length;
    int width = x[0][0][0][0].length;
    int k = w[0][0][0].length;
    int rows = (height + 2 * padding - dilation * (k - 1) - 1) / stride + 1;
    int columns = (width + 2 * padding - dilation * (k - 1) - 1) / stride + 1;
    double[][][][][] y = new double[x.length][2][w[0].length][rows][columns];
    for (int b = 0; b < x.length; b++) {
      for (int o = 0; o < w[0].length; o++) {
        for (int r = 0; r < rows; r++) {
          for (int c = 0; c < columns; c++) {
            for (int i = 0; i < w[0][0].length; i++) {
              for (int u = 0; u < k; u++) {
                for (int v = 0; v < k; v++) {
                  int row = r * stride - padding + u * dilation;
                  int column = c * stride - padding + v * dilation;
                  if (row >= 0 && row < height && column >= 0 && column < width) {
                    double a = w[0][o][i][u][v];
                    double d = w[1][o][i][u][v];
                    double re = x[b][0][i][row][column];
                    double im = x[b][1][i][row][column];
                    y[b][0][o][r][c] += a * re - d * im;
                    y[b][1][o][r][c] += a * im + d * re;
                  }
                }
              }
            }
          }
        }
      }
    }
    return y;
  }

  /** Whitening: centre, then multiply by the inverse square root of V + eps I, per channel. */
  static double[][][][][] whiten(double[][][][][] x, double epsilon) {
    int channels = x[0][0].length;
    int height = x[0][0][0].length;
    int width = x[0][0][0][0].length;
    double n = (double) x.length * height * width;
    double[][][][][] y = new double[x.length][2][channels][height][width];
    for (int c = 0; c < channels; c++) {
      double[] mean = new double[2];
      for (double[][][][] example : x) {
        for (int p = 0; p < 2; p++) {
          for (double[] row : example[p][c]) {
            for (double v : row) {
              mean[p] += v / n;
            }
          }
        }
      }
      double rr = epsilon;
      double ii = epsilon;
      double ri = 0;
      for (double[][][][] example : x) {
        for (int h = 0; h < height; h++) {
          for (int w = 0; w < width; w++) {
            double re = example[0][c][h][w] - mean[0];
            double im = example[1][c][h][w] - mean[1];
            rr += re * re / n;
            ii += im * im / n;
            ri += re * im / n;
          }
        }
      }
      double[] root = inverseRoot(rr, ri, ii);
      for (int b = 0; b < x.length; b++) {
        for (int h = 0; h < height; h++) {
          for (int w = 0; w < width; w++) {
            double re = x[b][0][c][h][w] - mean[0];
            double im = x[b][1][c][h][w] - mean[1];
            y[b][0][c][h][w] = root[0] * re + root[1] * im;
            y[b][1][c][h][w] = root[1] * re + root[2] * im;
          }
        }
      }
    }
    return y;
  }

  /** Inverse square root of a symmetric 2x2 matrix by its eigenvectors: {rr, ri, ii}. */
  static double[] inverseRoot(double rr, double ri, double ii) {
    double centre = (rr + ii) / 2;
    double radius = Math.hypot((rr - ii) / 2, ri);
    double big = 1 / Math.sqrt(centre + radius);
    double small = 1 / Math.sqrt(centre - radius);
    double angle = 0.5 * Math.atan2(2 * ri, rr - ii);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    return new double[] {
      big * cos * cos + small * sin * sin,
      (big - small) * cos * sin,
      big * sin * sin + small * cos * cos
    };
  }

  /** The element of greatest modulus in each 3x3 neighbourhood. */
  static double[][][][][] maxByModulus(double[][][][][] x, int stride) {
    int channels = x[0][0].length;
    int height = x[0][0][0].length;
    int width = x[0][0][0][0].length;
    int rows = (height - 1) / stride + 1;
    int columns = (width - 1) / stride + 1;
    double[][][][][] y = new double[x.length][2][channels][rows][columns];
    for (int b = 0; b < x.length; b++) {
      for (int c = 0; c < channels; c++) {
        for (int r = 0; r < rows; r++) {
          for (int q = 0; q < columns; q++) {
            double best = -1;
            for (int h = Math.max(0, r * stride - 1);
                h <= Math.min(height - 1, r * stride + 1);
                h++) {
              for (int w = Math.max(0, q * stride - 1);
                  w <= Math.min(width - 1, q * stride + 1);
                  w++) {
                double modulus = Math.hypot(x[b][0][c][h][w], x[b][1][c][h][w]);
                if (modulus > best) {
                  best = modulus;
                  y[b][0][c][r][q] = x[b][0][c][h][w];
                  y[b][1][c][r][q] = x[b][1][c][h][w];
                }
              }
            }
          }
        }
      }
    }
    return y;
  }

  /** Row-major values. */
  static double[] flatten(double[][][][][] x) {
    return java.util.Arrays.stream(x)
        .flatMap(java.util.Arrays::stream)
        .flatMap(java.util.Arrays::stream)
        .flatMap(java.util.Arrays::stream)
        .flatMapToDouble(java.util.Arrays::stream)
        .toArray();
  }
}
