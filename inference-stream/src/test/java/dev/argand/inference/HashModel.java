package dev.argand.inference;

import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.util.Arrays;
import java.util.List;

/** A model whose scores are random and depend on every bit of the features. */
final class HashModel extends TestModel {
  HashModel(FrontEnd frontEnd) {
    super("hash", frontEnd, List.of("background", "bell", "dog"), List.of(0.0, 0.5, 0.45));
  }

  @Override
  float[] answer(float[] features) {
    CounterRandom random = CounterRandom.of(Arrays.hashCode(features));
    float[] scores = new float[labels().size()];
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
}
