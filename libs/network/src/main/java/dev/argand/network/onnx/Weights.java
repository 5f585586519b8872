package dev.argand.network.onnx;

import dev.argand.network.Field;
import dev.argand.network.bundle.Tensor;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A model's tensors by name, which notes what was not asked for. */
final class Weights {
  private static final double EPSILON = 1e-5;

  private final Map<String, Tensor> tensors;
  private final Set<String> unused;
  private final boolean complex;

  Weights(Map<String, Tensor> tensors, Field field) {
    this.tensors = tensors;
    this.unused = new TreeSet<>(tensors.keySet());
    this.complex = field == Field.COMPLEX;
  }

  Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the model has no tensor " + name);
    }
    unused.remove(name);
    return tensor;
  }

  /** Fails if a tensor was never asked for: the graph would be another network. */
  void requireAllUsed() {
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException("the ONNX graph has no place for tensors " + unused);
    }
  }

  /** The affine map of a batch norm at its running statistics. */
  ChannelMap norm(String name) {
    float[] gamma = get(name + ".gamma").values();
    float[] beta = get(name + ".beta").values();
    float[] mean = get(name + ".mean").values();
    float[] variance = get(name + ".variance").values();
    return complex
        ? whitening(
            gamma,
            get(name + ".gamma_ri").values(),
            beta,
            mean,
            variance,
            get(name + ".covariance").values())
        : scaling(gamma, beta, mean, variance);
  }

  private static ChannelMap scaling(float[] gamma, float[] beta, float[] mean, float[] variance) {
    int channels = gamma.length;
    ChannelMap map = ChannelMap.real(channels);
    for (int c = 0; c < channels; c++) {
      map.diagonal()[c] = gamma[c] / Math.sqrt(variance[c] + EPSILON);
      map.bias()[c] = beta[c] - mean[c] * map.diagonal()[c];
    }
    return map;
  }

  /** Gamma V^(-1/2) (x - mean) + beta: Trabelsi et al. 2018, section 3.5. */
  private static ChannelMap whitening(
      float[] gamma,
      float[] gammaCross,
      float[] beta,
      float[] mean,
      float[] variance,
      float[] covariance) {
    int channels = gammaCross.length;
    ChannelMap map = ChannelMap.complex(channels);
    for (int c = 0; c < channels; c++) {
      int r = c;
      int i = channels + c;
      double rr = variance[r] + EPSILON;
      double ii = variance[i] + EPSILON;
      double ri = covariance[c];
      double s = Math.sqrt(rr * ii - ri * ri);
      double st = s * Math.sqrt(rr + ii + 2 * s);
      double wrr = (ii + s) / st;
      double wii = (rr + s) / st;
      double wri = -ri / st;
      map.diagonal()[r] = gamma[r] * wrr + gammaCross[c] * wri;
      map.diagonal()[i] = gamma[i] * wii + gammaCross[c] * wri;
      map.cross()[r] = gamma[r] * wri + gammaCross[c] * wii;
      map.cross()[i] = gamma[i] * wri + gammaCross[c] * wrr;
      map.bias()[r] = beta[r] - map.diagonal()[r] * mean[r] - map.cross()[r] * mean[i];
      map.bias()[i] = beta[i] - map.diagonal()[i] * mean[i] - map.cross()[i] * mean[r];
    }
    return map;
  }
}
