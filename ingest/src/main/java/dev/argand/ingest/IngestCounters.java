package dev.argand.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** The counters of {@link IngestMeter} in a registry. Thread-safe. */
final class IngestCounters {
  private final Counter frames;
  private final Counter samples;
  private final Counter pcmBytes;
  private final Counter sessions;
  private final Map<IngestError, Counter> errors = new EnumMap<>(IngestError.class);

  IngestCounters(MeterRegistry registry) {
    this.frames = IngestMeter.FRAMES.counter(registry);
    this.samples = IngestMeter.SAMPLES.counter(registry);
    this.pcmBytes = IngestMeter.PCM_BYTES.counter(registry);
    this.sessions = IngestMeter.SESSIONS.counter(registry);
    for (IngestError error : IngestError.values()) {
      errors.put(error, IngestMeter.ERRORS.counter(registry, error.tag()));
    }
  }

  void acknowledged(int pcmLength, int bytesPerSampleFrame) {
    frames.increment();
    samples.increment((double) pcmLength / bytesPerSampleFrame);
    pcmBytes.increment(pcmLength);
  }

  void sessionBegun() {
    sessions.increment();
  }

  void failed(IngestError error) {
    Counter counter = errors.get(error);
    if (counter != null) {
      counter.increment();
    }
  }
}
