package dev.argand.launcher;

import dev.argand.inference.Model;
import dev.argand.signal.FrontEnd;
import java.util.Collections;
import java.util.List;

/**
 * A deterministic classifier: a softmax over the mean magnitude of each quarter of the features, so
 * sharp that noise wavers between labels.
 */
final class EnergyModel implements Model {
  /** Windows of 0.256 s with a hop of 0.128 s at 8 kHz. */
  static final FrontEnd FRONT_END = new FrontEnd(8_000, 2_048, 1_024, 256, 128, 8, 50, 3_900, 10);

  private static final double SHARPNESS = 20;

  static final List<String> LABELS = List.of("background", "bell", "dog", "rain");

  private final String digest;
  private final boolean permuted;

  EnergyModel(String digest) {
    this(digest, false);
  }

  private EnergyModel(String digest, boolean permuted) {
    this.digest = digest;
    this.permuted = permuted;
  }

  /** One that learned each label under the next one's name. */
  static EnergyModel permuted(String digest) {
    return new EnergyModel(digest, true);
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public List<String> labels() {
    return LABELS;
  }

  @Override
  public String backgroundLabel() {
    return "background";
  }

  @Override
  public List<Double> thresholds() {
    return Collections.nCopies(LABELS.size(), 0.3);
  }

  @Override
  public FrontEnd frontEnd() {
    return FRONT_END;
  }

  @Override
  public float[] scores(float[] features) {
    double[] energy = new double[LABELS.size()];
    for (int i = 0; i < features.length; i++) {
      energy[(int) ((long) i * energy.length / features.length)] += Math.abs(features[i]);
    }
    double sum = 0;
    for (int i = 0; i < energy.length; i++) {
      energy[i] = Math.exp(SHARPNESS * energy[i] / features.length);
      sum += energy[i];
    }
    float[] scores = new float[energy.length];
    for (int i = 0; i < scores.length; i++) {
      scores[(i + (permuted ? 1 : 0)) % scores.length] = (float) (energy[i] / sum);
    }
    return scores;
  }

  @Override
  public void close() {}
}
