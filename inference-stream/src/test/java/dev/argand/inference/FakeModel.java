package dev.argand.inference;

import dev.argand.signal.FrontEnd;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A deterministic classifier: softmax over the mean magnitude of each quarter of the features. */
final class FakeModel implements Model {
  private static final List<String> LABELS = List.of("background", "bell", "dog", "rain");

  private final String digest;
  private final FrontEnd frontEnd;
  private final AtomicBoolean closed = new AtomicBoolean();

  FakeModel(String digest, FrontEnd frontEnd) {
    this.digest = digest;
    this.frontEnd = frontEnd;
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
    return frontEnd;
  }

  @Override
  public float[] scores(float[] features) {
    if (closed.get()) {
      throw new IllegalStateException("model " + digest + " was asked after it was closed");
    }
    double[] energy = new double[LABELS.size()];
    for (int i = 0; i < features.length; i++) {
      energy[i * energy.length / features.length] += Math.abs(features[i]);
    }
    double sum = 0;
    for (int i = 0; i < energy.length; i++) {
      energy[i] = Math.exp(energy[i] / features.length);
      sum += energy[i];
    }
    float[] scores = new float[energy.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) (energy[i] / sum);
    }
    return scores;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      throw new IllegalStateException("model " + digest + " was closed twice");
    }
  }

  boolean isClosed() {
    return closed.get();
  }
}
