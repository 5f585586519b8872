package dev.argand.inference;

import dev.argand.runtime.DeclaredMeter;

/**
 * Every meter of the application: name, base unit, tags and what it says. Tags are bounded: no
 * source, session or window is ever one.
 */
public enum InferenceMeters implements DeclaredMeter {
  /** Frames heard. */
  FRAMES("argand.recognition.frames", "frames", "Audio frames heard"),
  /** Windows classified. */
  WINDOWS("argand.recognition.windows", "windows", "Windows classified"),
  /** Recognitions forwarded. */
  RECOGNITIONS(
      "argand.recognitions",
      "recognitions",
      "Recognitions by the label with the highest score, and whether it was accepted",
      "label",
      "accepted"),
  /** What became of windows. */
  DECISIONS(
      "argand.recognition.decisions",
      "windows",
      "Windows accepted, or why they were not",
      "decision"),
  /** Flags of windows. */
  QUALITY(
      "argand.recognition.quality",
      "windows",
      "Windows whose audio is flagged, by flag; a window may have several",
      "flag"),
  /** Detections. */
  DETECTIONS("argand.detections", "detections", "Detections by label, as they begin", "label"),
  /** Detections closed. */
  DETECTIONS_CLOSED(
      "argand.detections.closed", "detections", "Detections that closed, by why", "reason"),
  /** What became no detection. */
  SUPPRESSED(
      "argand.detections.suppressed",
      "events",
      "Accepted windows in a cooldown, and events below the least length",
      "reason"),
  /** Clips asked for. */
  CLIPS_WANTED("argand.clips.wanted", "clips", "Clips of heard audio asked for, by kind", "kind"),
  /** Records sent to quarantine. */
  QUARANTINED("argand.recognition.quarantined", "records", "Records sent to quarantine", "reason"),
  /** Frames skipped. */
  DUPLICATES("argand.recognition.duplicates", "frames", "Frames whose every sample was known"),
  /** Frames held. */
  REORDERED(
      "argand.recognition.reordered", "frames", "Frames held because those before them were late"),
  /** Frames trimmed. */
  OVERLAPS("argand.recognition.overlaps", "frames", "Frames whose first samples were known"),
  /** Frames whose capture time was not taken. */
  ODD_TIMES(
      "argand.recognition.odd.times",
      "frames",
      "Frames whose capture time cannot be; that of the samples before them was taken"),
  /** Chunks that were stored and cannot be heard. */
  UNUSABLE_CHUNKS(
      "argand.recognition.unusable.chunks",
      "chunks",
      "Stored chunks that cannot be heard any more, as after another choice of channels"),
  /** Gaps. */
  GAPS("argand.recognition.gaps", "gaps", "Places where samples were missing"),
  /** Frames of older sessions. */
  OLD_SESSIONS(
      "argand.recognition.old.sessions",
      "frames",
      "Frames dropped: late ones of a session before the last, or of one that goes on overtaken",
      "reason"),
  /** Stored sessions from the future. */
  FUTURE_SESSIONS(
      "argand.recognition.future.sessions",
      "sessions",
      "Stored sessions from the future, ended because they would silence their source"),
  /** Windows passed over. */
  PASSED_OVER(
      "argand.recognition.passed.over",
      "windows",
      "Windows passed over because a new front end needs audio that is gone"),
  /** Windows given up under overload. */
  SHED(
      "argand.recognition.shed",
      "windows",
      "Windows never asked of a model because recognition lagged, by route",
      "route"),
  /** How far behind recognition is. */
  LAG(
      "argand.recognition.lag",
      "seconds",
      "Age of the newest frame heard, by Kafka's timestamp; 0 when nothing waits",
      "partition"),
  /** Distance from losing partitions. */
  POLL_HEADROOM(
      "argand.recognition.poll.headroom",
      "",
      "1 when the slowest stream thread polls all the time, 0 when it polls as rarely as allowed"),
  /** Non-finite scores. */
  NON_FINITE("argand.recognition.non.finite", "windows", "Windows with a score that is no number"),
  /** Windows that a model that is only compared gave no scores for. */
  COMPARISONS_FAILED(
      "argand.recognition.comparisons.failed",
      "windows",
      "Windows that a shadow, or the champion beside a challenger, gave no scores for"),
  /** Sources whose state was given up. */
  FORGOTTEN(
      "argand.recognition.forgotten",
      "sources",
      "Sources unheard for long: their state is deleted"),
  /** Sessions rebuilt from the stores. */
  REBUILDS("argand.recognition.rebuilds", "sessions", "Sessions rebuilt from stored audio"),
  /** Time a stage takes. */
  STAGE("argand.recognition.stage", "seconds", "Time a frame spends in a stage", "stage"),
  /** From capture to forward. */
  LATENCY(
      "argand.recognition.latency",
      "seconds",
      "From the capture of a window's last sample until its recognition is forwarded"),
  /** Time spent processing. */
  BUSY("argand.recognition.busy", "seconds", "Time spent on frames; over audio: real-time factor"),
  /** Audio heard. */
  AUDIO("argand.recognition.audio", "seconds", "Length of the audio heard"),
  /** Swaps of the champion. */
  SWAPS("argand.model.swaps", "swaps", "Champions seated"),
  /** Failed loads. */
  LOAD_FAILURES(
      "argand.model.load.failures", "failures", "Champions that could not be loaded", "reason"),
  /** The model in use. */
  MODEL_INFO("argand.model.info", "", "1 for the model in use", "version", "digest"),
  /** Generation in use. */
  GENERATION(
      "argand.model.generation", "", "Generation of the alias log under which the model is used"),
  /** Void alias events. */
  VOIDED("argand.model.aliases.voided", "", "Alias events that lost a race, so far");

  private final Facts facts;

  InferenceMeters(String meterName, String baseUnit, String description, String... tagKeys) {
    this.facts = Facts.of(meterName, baseUnit, description, tagKeys);
  }

  @Override
  public Facts facts() {
    return facts;
  }
}
