package dev.argand.inference;

import dev.argand.signal.FrontEnd;
import java.util.Collections;
import java.util.List;

/** A deterministic classifier: softmax over the mean magnitude of each quarter of the features. */
final class FakeModel extends TestModel {
  private static final List<String> LABELS = List.of("background", "bell", "dog", "rain");

  FakeModel(String digest, FrontEnd frontEnd) {
    super(digest, frontEnd, LABELS, Collections.nCopies(LABELS.size(), 0.3));
  }

  @Override
  float[] answer(float[] features) {
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
}
