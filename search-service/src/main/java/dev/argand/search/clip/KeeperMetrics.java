package dev.argand.search.clip;

import dev.argand.schemas.ClipId;
import dev.argand.schemas.avro.ClipKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** The keeper's meters in a registry; closing takes the gauges out. */
final class KeeperMetrics implements AutoCloseable {
  /** Why a clip went. */
  enum Eviction {
    AGE,
    QUOTA;

    String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String QUOTA = "quota";

  private final MeterRegistry registry;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong stored = new AtomicLong();
  private final List<Gauge> gauges = new ArrayList<>();

  /** Registers every counter at 0, so that what has not happened yet is seen as such. */
  KeeperMetrics(MeterRegistry registry, long quotaBytes) {
    this.registry = registry;
    for (ClipKind kind : List.of(ClipKind.DETECTION, ClipKind.NEAR_MISS, ClipKind.AUDIT)) {
      kept(kind, 0);
      for (Eviction reason : Eviction.values()) {
        evicted(kind, reason, 0);
      }
    }
    for (Outcome.Reason reason : Outcome.Reason.values()) {
      counter(KeeperMeters.LOST, reason.tag()).increment(0);
    }
    counter(KeeperMeters.LOST, QUOTA).increment(0);
    counter(KeeperMeters.UNREADABLE).increment(0);
    gauge(KeeperMeters.WAITING, waiting, AtomicInteger::get);
    gauge(KeeperMeters.STORED, stored, AtomicLong::get);
    gauge(KeeperMeters.QUOTA, quotaBytes, Long::doubleValue);
  }

  void kept(ClipKind kind) {
    kept(kind, 1);
  }

  void lost(Outcome.Reason reason) {
    counter(KeeperMeters.LOST, reason.tag()).increment();
  }

  void lostToQuota() {
    counter(KeeperMeters.LOST, QUOTA).increment();
  }

  void evicted(ClipKind kind, Eviction reason) {
    evicted(kind, reason, 1);
  }

  void unreadable() {
    counter(KeeperMeters.UNREADABLE).increment();
  }

  /** Is kept at how many clips are waited for. */
  AtomicInteger waiting() {
    return waiting;
  }

  void stored(long bytes) {
    stored.set(bytes);
  }

  @Override
  public void close() {
    gauges.forEach(registry::remove);
  }

  private void kept(ClipKind kind, double amount) {
    counter(KeeperMeters.KEPT, ClipId.name(kind)).increment(amount);
  }

  private void evicted(ClipKind kind, Eviction reason, double amount) {
    counter(KeeperMeters.EVICTED, ClipId.name(kind), reason.tag()).increment(amount);
  }

  private Counter counter(KeeperMeters meter, String... tagValues) {
    Tags tags = Tags.empty();
    for (int i = 0; i < tagValues.length; i++) {
      tags = tags.and(meter.tagKeys().get(i), tagValues[i]);
    }
    return Counter.builder(meter.meterName())
        .baseUnit(meter.baseUnit())
        .description(meter.description())
        .tags(tags)
        .register(registry);
  }

  private <T> void gauge(KeeperMeters meter, T state, ToDoubleFunction<T> value) {
    gauges.add(
        Gauge.builder(meter.meterName(), state, value)
            .baseUnit(meter.baseUnit())
            .description(meter.description())
            .strongReference(true)
            .register(registry));
  }
}
