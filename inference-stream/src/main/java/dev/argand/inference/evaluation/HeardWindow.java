package dev.argand.inference.evaluation;

import dev.argand.schemas.avro.Evaluation;
import dev.argand.schemas.avro.Recognition;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a recognition of the champion.
 *
 * @param firstSample first source sample frame, in the session
 * @param samples source sample frames, at least 1
 * @param startMicros UTC microseconds of the first sample
 * @param endMicros of the end, beyond {@code startMicros}
 * @param said the accepted label, else {@link Judgement#BACKGROUND}
 * @param label the label with the highest score
 * @param timestampMs of its record
 */
record HeardWindow(
    String windowId,
    String sourceId,
    String sessionId,
    long firstSample,
    long samples,
    long startMicros,
    long endMicros,
    String said,
    String label,
    float score,
    String modelDigest,
    int modelVersion,
    long aliasGeneration,
    long timestampMs) {

  /** With the next one: 64 bits hold what {@link WindowScale} multiplies. */
  private static final long MAX_SAMPLES = 100_000_000;

  private static final long MAX_MICROS = 1_000_000_000;

  HeardWindow {
    if (!sourceOf(windowId).equals(sourceId)) {
      throw new IllegalArgumentException(
          "windowId must begin with the source %s, was %s".formatted(sourceId, windowId));
    }
    if (firstSample < 0 || samples < 1 || samples > MAX_SAMPLES) {
      throw new IllegalArgumentException(
          "a window must have firstSample >= 0 and 1 to %d samples, had %d and %d"
              .formatted(MAX_SAMPLES, firstSample, samples));
    }
    if (startMicros < 0 || endMicros <= startMicros || endMicros - startMicros > MAX_MICROS) {
      throw new IllegalArgumentException(
          "a window must last up to %d microseconds, was [%d, %d)"
              .formatted(MAX_MICROS, startMicros, endMicros));
    }
  }

  /**
   * The source that a window's id begins with.
   *
   * @throws IllegalArgumentException if it is no window's id
   */
  static String sourceOf(String windowId) {
    int slash = windowId.indexOf('/');
    if (slash < 1) {
      throw new IllegalArgumentException(
          "windowId must be source/session/route/frontEnd/k, was " + windowId);
    }
    return URLDecoder.decode(windowId.substring(0, slash), StandardCharsets.UTF_8);
  }

  /**
   * What is kept of a recognition.
   *
   * @throws IllegalArgumentException if its window cannot be
   */
  static HeardWindow of(Recognition recognition, long timestampMs) {
    return new HeardWindow(
        recognition.getWindowId(),
        recognition.getSourceId(),
        recognition.getSessionId(),
        recognition.getFirstSampleIndex(),
        recognition.getSampleCount(),
        recognition.getStartTimeMicros(),
        recognition.getEndTimeMicros(),
        recognition.getAccepted() ? recognition.getLabel() : Judgement.BACKGROUND,
        recognition.getLabel(),
        recognition.getScore(),
        recognition.getModelDigest(),
        recognition.getModelVersion(),
        recognition.getAliasGeneration(),
        timestampMs);
  }

  /** This window beside what it should have been; null of no verdict. */
  @Nullable Evaluation evaluation(@Nullable Verdict verdict) {
    return verdict == null
        ? null
        : new Evaluation(
            windowId,
            sourceId,
            sessionId,
            firstSample,
            startMicros,
            verdict.labelId(),
            verdict.meant(),
            said,
            label,
            score,
            modelDigest,
            modelVersion,
            aliasGeneration,
            verdict.labelledAtMicros());
  }
}
