package dev.argand.network.onnx;

/**
 * {@code y = A x + b} a channel, A a number (real) or a real 2x2 matrix (complex); the real parts'
 * entries come first, then the imaginary parts'.
 *
 * @param parts 1 for real, 2 for complex
 * @param diagonal {@code [parts * channels]}: Arr and Aii
 * @param cross {@code [parts * channels]}: Ari and Air; zeros for real
 * @param bias {@code [parts * channels]}
 */
record ChannelMap(int parts, double[] diagonal, double[] cross, double[] bias) {

  static ChannelMap real(int channels) {
    return new ChannelMap(1, new double[channels], new double[channels], new double[channels]);
  }

  static ChannelMap complex(int channels) {
    int rows = 2 * channels;
    return new ChannelMap(2, new double[rows], new double[rows], new double[rows]);
  }

  /** The identity of as many rows. */
  static ChannelMap identity(int parts, int channels) {
    ChannelMap map = parts == 1 ? real(channels) : complex(channels);
    java.util.Arrays.fill(map.diagonal(), 1);
    return map;
  }

  int channels() {
    return diagonal.length / parts;
  }

  /** The map after a matrix {@code [parts * channels, columns]} that made its input. */
  double[] after(double[] matrix) {
    int rows = diagonal.length;
    int columns = matrix.length / rows;
    double[] product = new double[matrix.length];
    for (int r = 0; r < rows; r++) {
      int other = parts == 1 ? r : (r + channels()) % rows;
      for (int c = 0; c < columns; c++) {
        product[r * columns + c] =
            diagonal[r] * matrix[r * columns + c] + cross[r] * matrix[other * columns + c];
      }
    }
    return product;
  }
}
