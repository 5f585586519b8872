package dev.argand.search.clip;

import dev.argand.schemas.ClipId;
import dev.argand.schemas.avro.ClipKind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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
    QUOTA,
    GONE;

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
      KeeperMeters.LOST.counter(registry, reason.tag()).increment(0);
    }
    KeeperMeters.LOST.counter(registry, QUOTA).increment(0);
    KeeperMeters.UNREADABLE.counter(registry).increment(0);
    gauge(KeeperMeters.WAITING, waiting, AtomicInteger::get);
    gauge(KeeperMeters.STORED, stored, AtomicLong::get);
    gauge(KeeperMeters.QUOTA, quotaBytes, Long::doubleValue);
  }

  void kept(ClipKind kind) {
    kept(kind, 1);
  }

  void lost(Outcome.Reason reason) {
    KeeperMeters.LOST.counter(registry, reason.tag()).increment();
  }

  void lostToQuota() {
    KeeperMeters.LOST.counter(registry, QUOTA).increment();
  }

  void evicted(ClipKind kind, Eviction reason) {
    evicted(kind, reason, 1);
  }

  void unreadable() {
    KeeperMeters.UNREADABLE.counter(registry).increment();
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
    KeeperMeters.KEPT.counter(registry, ClipId.name(kind)).increment(amount);
  }

  private void evicted(ClipKind kind, Eviction reason, double amount) {
    KeeperMeters.EVICTED.counter(registry, ClipId.name(kind), reason.tag()).increment(amount);
  }

  private <T> void gauge(KeeperMeters meter, T state, ToDoubleFunction<T> value) {
    gauges.add(meter.gauge(state, value).strongReference(true).register(registry));
  }
}
