package dev.argand.ingest;

import dev.argand.runtime.DeclaredMeter;

/** The meters of ingest. None is tagged by source: their number is not bounded. */
public enum IngestMeter implements DeclaredMeter {
  /** Frames that Kafka has acknowledged. */
  FRAMES("ingest.frames", "frames", "Frames that Kafka has acknowledged."),
  /** Sample frames that Kafka has acknowledged. */
  SAMPLES("ingest.samples", "samples", "Sample frames that Kafka has acknowledged."),
  /** PCM bytes that Kafka has acknowledged. */
  PCM_BYTES("ingest.pcm", "bytes", "PCM that Kafka has acknowledged."),
  /** Sessions begun. */
  SESSIONS("ingest.sessions", "sessions", "Sessions begun."),
  /** What went wrong, by {@link IngestError}. */
  ERRORS("ingest.errors", "errors", "What went wrong, by reason.", "reason"),
  /** Sources, by phase: a gauge. */
  SOURCES("ingest.sources", "sources", "Sources that are known now, by phase.", "phase");

  private final Facts facts;

  IngestMeter(String meterName, String baseUnit, String description, String... tagKeys) {
    this.facts = Facts.of(meterName, baseUnit, description, tagKeys);
  }

  @Override
  public Facts facts() {
    return facts;
  }
}
