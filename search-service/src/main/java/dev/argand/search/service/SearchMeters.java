package dev.argand.search.service;

import dev.argand.runtime.DeclaredMeter;

/** Every meter of the service: name, base unit, tags and what it says. Tags are bounded. */
public enum SearchMeters implements DeclaredMeter {
  /** Whether a run runs. */
  RUNNING("argand.search.running", "", "1 while a run runs, else 0"),
  /** Runs that ended. */
  RUNS("argand.search.runs", "runs", "Runs that ended, by how", "outcome"),
  /** Progress by phase. */
  PROGRESS("argand.search.progress", "", "Share of a phase of the newest run, 0 to 1", "phase"),
  /** Decisions. */
  DECISIONS(
      "argand.search.decisions",
      "decisions",
      "Wishes for a search, by what asked and what was decided",
      "trigger",
      "decision"),
  /** Time by phase. */
  PHASE(
      "argand.search.phase.seconds",
      "seconds",
      "Time the newest run has spent in a phase",
      "phase"),
  /** Accuracy at the gate. */
  GATE_ACCURACY(
      "argand.search.gate.accuracy",
      "",
      "Mean recall of both models at the newest gate, 0 to 1",
      "model"),
  /** Difference at the gate. */
  GATE_DIFFERENCE(
      "argand.search.gate.difference",
      "",
      "Challenger minus champion at the newest gate: ends of the 95 % interval",
      "bound"),
  /** Labels that wait. */
  LABELS_PENDING(
      "argand.search.labels.pending", "", "Labelled clips that are new since the last start"),
  /** Loss of the running search. */
  LOSS("argand.search.loss", "", "Loss of the running run; no number when none runs"),
  /** Accuracy of the running search. */
  ACCURACY(
      "argand.search.accuracy", "", "Batch accuracy of the running run; no number when none runs"),
  /** Gap of the running search. */
  GAP(
      "argand.search.gap",
      "",
      "Loss of discretising, as ForceDARTS estimates it; no number when none runs"),
  /** Greatest operation weight of the running search. */
  MAX_ALPHA(
      "argand.search.max.alpha",
      "",
      "Mean greatest operation weight over edges; no number when none runs");

  private final Facts facts;

  SearchMeters(String meterName, String baseUnit, String description, String... tagKeys) {
    this.facts = Facts.of(meterName, baseUnit, description, tagKeys);
  }

  @Override
  public Facts facts() {
    return facts;
  }
}
