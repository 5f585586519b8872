package dev.argand.search.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.argand.runtime.Health;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CutterThreadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Health health = new Health();
  private final AtomicInteger steps = new AtomicInteger();
  private final AtomicBoolean left = new AtomicBoolean();

  /** Works for three steps, then fails. */
  private final class Failing implements CutterThread.Session {
    private final Throwable failure;

    Failing(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public void step() {
      if (steps.incrementAndGet() > 3) {
        if (failure instanceof Error e) {
          throw e;
        }
        throw (RuntimeException) failure;
      }
    }

    @Override
    public int pending() {
      return 0;
    }

    @Override
    public void close() {
      left.set(true);
    }
  }

  @Test
  void error_endsLiveness_andTheSessionIsLeft() {
    try (CutterThread thread = start(new OutOfMemoryError("on purpose"))) {
      await().atMost(PATIENCE).until(() -> !health.isLive());
      assertThat(health.liveness().toString()).contains("clips").contains("on purpose");
      await()
          .atMost(PATIENCE)
          .until(() -> health.readiness().values().stream().noneMatch(Health.Status::ok));
      assertThat(left).isTrue();
      assertThat(steps).hasValue(4);
    }
  }

  @Test
  void exception_isTriedAgain_andLivenessStays() {
    UncheckedIOException full = new UncheckedIOException(new java.io.IOException("disk full"));
    try (CutterThread thread = start(full)) {
      await().atMost(PATIENCE).until(() -> steps.get() > 4);
      assertThat(health.isLive()).isTrue();
    }
  }

  private CutterThread start(Throwable failure) {
    CutterThread thread =
        new CutterThread("clips", () -> new Failing(failure), new AtomicInteger(), health);
    thread.start();
    return thread;
  }
}
