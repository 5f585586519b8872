package dev.argand.inference.evaluation;

import dev.argand.schemas.avro.Label;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes from wire records what is judged, or says why it cannot be. */
final class RecordReader {
  private static final int MAX_ID_BYTES = 1_024;

  private RecordReader() {}

  /** Whether a recognition is one that labels are compared with. */
  static boolean judged(Recognition recognition) {
    return recognition.getRoute() == Route.CHAMPION;
  }

  /** Why a label makes no sense; null of one that does, and of one that is withdrawn. */
  static @Nullable EvaluationPoison misfit(Label label) {
    if (!isId(label.getLabelId()) || !isId(label.getSourceId())) {
      return EvaluationPoison.BAD_IDENTITY;
    }
    if (label.getLabel() == null) {
      return null;
    }
    if (label.getLabel().isBlank()) {
      return EvaluationPoison.BAD_IDENTITY;
    }
    if (label.getWindowId() != null) {
      return isId(label.getWindowId()) ? null : EvaluationPoison.BAD_IDENTITY;
    }
    return hasSamples(label) || hasUtc(label) ? null : EvaluationPoison.BAD_INTERVAL;
  }

  /** A label that stands, of one without a misfit. */
  static GivenLabel given(Label label, String heard, long timestampMs) {
    return new GivenLabel(
        label.getLabelId(),
        label.getSourceId(),
        extent(label),
        heard,
        label.getAtMicros(),
        timestampMs);
  }

  private static Extent extent(Label label) {
    if (label.getWindowId() != null) {
      return new Extent.OneWindow(label.getWindowId());
    }
    return hasSamples(label)
        ? new Extent.Samples(
            label.getSessionId(), label.getFirstSampleIndex(), label.getEndSampleIndex())
        : new Extent.Utc(
            label.getSessionId(), label.getStartTimeMicros(), label.getEndTimeMicros());
  }

  private static boolean hasSamples(Label label) {
    return label.getSessionId() != null
        && isInterval(label.getFirstSampleIndex(), label.getEndSampleIndex());
  }

  private static boolean hasUtc(Label label) {
    return isInterval(label.getStartTimeMicros(), label.getEndTimeMicros());
  }

  private static boolean isInterval(@Nullable Long start, @Nullable Long end) {
    return start != null && end != null && start >= 0 && start < end;
  }

  private static boolean isId(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return bytes > 0 && bytes <= MAX_ID_BYTES;
  }
}
