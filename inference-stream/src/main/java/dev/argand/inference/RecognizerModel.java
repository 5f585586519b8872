package dev.argand.inference;

import dev.argand.network.Recognizer;
import dev.argand.signal.FrontEnd;
import java.util.List;

/** A bundle's recognizer, as recognition sees it. */
final class RecognizerModel implements Model {
  private final Recognizer recognizer;

  RecognizerModel(Recognizer recognizer) {
    this.recognizer = recognizer;
  }

  @Override
  public String digest() {
    return recognizer.digest();
  }

  @Override
  public List<String> labels() {
    return recognizer.manifest().labels();
  }

  @Override
  public String backgroundLabel() {
    return recognizer.manifest().backgroundLabel();
  }

  @Override
  public List<Double> thresholds() {
    return recognizer.manifest().thresholds();
  }

  @Override
  public FrontEnd frontEnd() {
    return recognizer.frontEnd();
  }

  @Override
  public float[] scores(float[] features) {
    return recognizer.scores(features);
  }

  @Override
  public void close() {
    recognizer.close();
  }
}
