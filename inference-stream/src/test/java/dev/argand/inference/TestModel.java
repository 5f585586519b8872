package dev.argand.inference;

import dev.argand.signal.FrontEnd;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A model of tests: it has a name and labels, and notices when it is asked or closed too late. */
abstract class TestModel implements Model {
  private final String digest;
  private final FrontEnd frontEnd;
  private final List<String> labels;
  private final List<Double> thresholds;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * A model.
   *
   * @param labels the first is the background
   */
  TestModel(String digest, FrontEnd frontEnd, List<String> labels, List<Double> thresholds) {
    this.digest = digest;
    this.frontEnd = frontEnd;
    this.labels = labels;
    this.thresholds = thresholds;
  }

  /** Scores of one window, as {@link Model#scores}. */
  abstract float[] answer(float[] features);

  @Override
  public final String digest() {
    return digest;
  }

  @Override
  public final List<String> labels() {
    return labels;
  }

  @Override
  public final String backgroundLabel() {
    return labels.get(0);
  }

  @Override
  public final List<Double> thresholds() {
    return thresholds;
  }

  @Override
  public final FrontEnd frontEnd() {
    return frontEnd;
  }

  @Override
  public final float[] scores(float[] features) {
    if (closed.get()) {
      throw new IllegalStateException("model " + digest + " was asked after it was closed");
    }
    return answer(features);
  }

  @Override
  public final void close() {
    if (!closed.compareAndSet(false, true)) {
      throw new IllegalStateException("model " + digest + " was closed twice");
    }
  }

  final boolean isClosed() {
    return closed.get();
  }
}
