package dev.argand.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** The meters of ingest. None is tagged by source: their number is not bounded. */
public enum IngestMeter {
  /** Frames that Kafka has acknowledged. */
  FRAMES("ingest.frames", "frames", "Frames that Kafka has acknowledged."),
  /** Sample frames that Kafka has acknowledged. */
  SAMPLES("ingest.samples", "samples", "Sample frames that Kafka has acknowledged."),
  /** PCM bytes that Kafka has acknowledged. */
  PCM_BYTES("ingest.pcm", "bytes", "PCM that Kafka has acknowledged."),
  /** Sessions begun. */
  SESSIONS("ingest.sessions", "sessions", "Sessions begun."),
  /** What went wrong, by {@link IngestError}. */
  ERRORS("ingest.errors", "errors", "What went wrong, by reason."),
  /** Sources, by phase: a gauge. */
  SOURCES("ingest.sources", "sources", "Sources that are known now, by phase.");

  private final String meterName;
  private final String baseUnit;
  private final String description;

  IngestMeter(String meterName, String baseUnit, String description) {
    this.meterName = meterName;
    this.baseUnit = baseUnit;
    this.description = description;
  }

  /** Dotted name, as Micrometer has it. */
  public String meterName() {
    return meterName;
  }

  /** Unit of its values. */
  public String baseUnit() {
    return baseUnit;
  }

  /** One line for a person. */
  public String description() {
    return description;
  }

  Counter counter(MeterRegistry registry, Tags tags) {
    return Counter.builder(meterName)
        .baseUnit(baseUnit)
        .description(description)
        .tags(tags)
        .register(registry);
  }
}
