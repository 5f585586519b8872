package dev.argand.inference;

import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.util.Arrays;
import java.util.List;

/** A model of a world in which the bits of the features say what is heard; it may be a bad one. */
final class TrialModel extends TestModel {
  static final List<String> LABELS = List.of("background", "bell", "dog", "rain");

  /** What is wrong with it. */
  enum Flaw {
    /** The champion's answers. */
    NONE,
    /** Trained anew: one answer in twelve is another one. */
    RETRAINED,
    /** Right shape, weights that learned nothing. */
    RANDOM,
    /** Learned with the labels in another order. */
    PERMUTED,
    /** No number for some of the windows; for silence it has. */
    NOT_A_NUMBER,
    /** A label for everything. */
    ALWAYS_ON,
    /** Silence alone it can be asked about. */
    FAILING
  }

  private final Flaw flaw;
  private volatile boolean healed;

  TrialModel(String digest, FrontEnd frontEnd, Flaw flaw) {
    super(digest, frontEnd, LABELS, List.of(1.0, 0.5, 0.5, 0.5));
    this.flaw = flaw;
  }

  /** What failed fails no more. */
  void heal() {
    healed = true;
  }

  @Override
  float[] answer(float[] features) {
    CounterRandom random = CounterRandom.of(Arrays.hashCode(features));
    // Seven windows in ten are background.
    int heard = Math.max(0, random.at(0).nextInt(10) - 6);
    int other = random.at(1).nextInt(LABELS.size());
    return switch (flaw) {
      case NONE -> sure(heard);
      case RETRAINED -> sure(random.at(2).nextInt(12) == 0 ? other : heard);
      case RANDOM -> guess(random.at(3));
      case PERMUTED -> sure(heard == 0 ? 0 : 1 + heard % 3);
      case NOT_A_NUMBER ->
          random.at(4).nextInt(40) == 0 ? new float[] {0.1f, Float.NaN, 0.5f, 0.4f} : sure(heard);
      case ALWAYS_ON -> sure(2);
      case FAILING -> healed ? sure(heard) : answerSilence(features);
    };
  }

  private static float[] answerSilence(float[] features) {
    for (float value : features) {
      if (value != 0) {
        throw new IllegalStateException("no kernel for it");
      }
    }
    return sure(0);
  }

  private static float[] sure(int label) {
    float[] scores = new float[LABELS.size()];
    Arrays.fill(scores, 0.02f);
    scores[label] = 0.94f;
    return scores;
  }

  /** Softmax of logits without a cause. */
  private static float[] guess(CounterRandom random) {
    float[] scores = new float[LABELS.size()];
    float sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) Math.exp(0.3 * random.nextGaussian());
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= sum;
    }
    return scores;
  }
}
