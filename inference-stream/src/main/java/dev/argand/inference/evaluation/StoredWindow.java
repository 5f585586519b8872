package dev.argand.inference.evaluation;

import dev.argand.schemas.avro.Evaluation;
import org.jspecify.annotations.Nullable;

/**
 * A window with the verdict that was last sent.
 *
 * @param verdict null while it is not judged
 */
record StoredWindow(HeardWindow window, @Nullable Verdict verdict) {
  /** What {@code evaluations} says of it; null for nothing. */
  @Nullable Evaluation evaluation() {
    return window.evaluation(verdict);
  }
}
