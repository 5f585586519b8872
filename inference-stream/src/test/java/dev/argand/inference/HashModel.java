package dev.argand.inference;

import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.util.Arrays;
import java.util.List;

/** A model whose scores are random and depend on every bit of the features. */
final class HashModel implements Model {
  private static final List<String> LABELS = List.of("background", "bell", "dog");

  private final FrontEnd frontEnd;

  HashModel(FrontEnd frontEnd) {
    this.frontEnd = frontEnd;
  }

  @Override
  public String digest() {
    return "hash";
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
    return List.of(0.0, 0.5, 0.45);
  }

  @Override
  public FrontEnd frontEnd() {
    return frontEnd;
  }

  @Override
  public float[] scores(float[] features) {
    CounterRandom random = CounterRandom.of(Arrays.hashCode(features));
    float[] scores = new float[LABELS.size()];
    float sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) random.nextDouble();
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= sum;
    }
    return scores;
  }

  @Override
  public void close() {}
}
