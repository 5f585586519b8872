package dev.argand.inference;

import dev.argand.inference.state.NearMiss;
import dev.argand.schemas.ClipId;
import dev.argand.schemas.WindowId;
import dev.argand.schemas.avro.ClipKind;
import dev.argand.schemas.avro.ClipRequest;
import dev.argand.schemas.avro.Detection;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;

/** Makes the records that ask for clips. */
final class ClipRequests {
  private ClipRequests() {}

  /** The clip of a detection that is over, as far as is known. */
  static ClipRequest of(Detection detection) {
    return new ClipRequest(
        ClipId.of(ClipKind.DETECTION, detection.getDetectionId()),
        ClipKind.DETECTION,
        detection.getDetectionId(),
        detection.getSourceId(),
        detection.getSessionId(),
        detection.getFirstSampleIndex(),
        detection.getFirstSampleIndex() + detection.getSampleCount(),
        detection.getSampleRateHz(),
        detection.getStartTimeMicros(),
        detection.getLabel(),
        detection.getPeakScore(),
        detection.getThreshold(),
        detection.getModelDigest(),
        detection.getModelVersion(),
        detection.getAliasGeneration(),
        null);
  }

  /** The clip of the highest window of a run that stayed below the threshold. */
  static ClipRequest of(
      String sourceId, String sessionId, String frontEndDigest, int sampleRateHz, NearMiss miss) {
    String first =
        WindowId.of(sourceId, sessionId, Route.CHAMPION, frontEndDigest, miss.firstWindow());
    return new ClipRequest(
        ClipId.of(ClipKind.NEAR_MISS, first),
        ClipKind.NEAR_MISS,
        WindowId.of(sourceId, sessionId, Route.CHAMPION, frontEndDigest, miss.peakWindow()),
        sourceId,
        sessionId,
        miss.peakFirstSample(),
        miss.peakEndSample(),
        sampleRateHz,
        miss.peakMicros(),
        miss.label(),
        miss.score(),
        miss.threshold(),
        miss.modelDigest(),
        miss.modelVersion(),
        miss.generation(),
        null);
  }

  /** The clip of a window of the random sample. */
  static ClipRequest audit(Recognition window, double rate) {
    return new ClipRequest(
        ClipId.of(ClipKind.AUDIT, window.getWindowId()),
        ClipKind.AUDIT,
        window.getWindowId(),
        window.getSourceId(),
        window.getSessionId(),
        window.getFirstSampleIndex(),
        window.getFirstSampleIndex() + window.getSampleCount(),
        window.getSampleRateHz(),
        window.getStartTimeMicros(),
        window.getLabel(),
        window.getScore(),
        window.getThreshold(),
        window.getModelDigest(),
        window.getModelVersion(),
        window.getAliasGeneration(),
        rate);
  }
}
