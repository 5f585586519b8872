package dev.argand.ingest;

import dev.argand.schemas.SessionDate;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives session ids that sort by time as text: milliseconds since 1970 in 13 digits, a dash, and
 * eight random hexadecimal digits that keep processes apart.
 *
 * <p>Ids of one object strictly increase, even within a millisecond or when the clock steps back: a
 * reader drops frames of a session older than the one it knows. So a source whose last session is
 * ahead of this host's clock, as when that or another host's clock was wrong, goes on from there;
 * the others do not.
 *
 * <p>Nothing goes on from a time that lies {@link SessionDate#MOST_AHEAD} or more ahead of the
 * clock: recognition hears no session of it, so ids begin anew with the clock where that was ahead
 * for a moment. Thread-safe.
 */
final class SessionIds {
  private static final Logger log = LoggerFactory.getLogger(SessionIds.class);

  private final Clock clock;
  private final IntSupplier random;
  private final Map<String, Long> aheadMillis = new HashMap<>();
  private long lastMillis;

  SessionIds(Clock clock, IntSupplier random) {
    this.clock = clock;
    this.random = random;
  }

  /** An id for the next session of a source. */
  synchronized String next(String sourceId) {
    long now = clock.millis();
    lastMillis = isHeard(lastMillis + 1, now) ? Math.max(now, lastMillis + 1) : now;
    return "%013d-%08x".formatted(millis(sourceId, now), random.getAsInt());
  }

  /** Tells of a source's last session, whoever began it: the next one comes after it. */
  synchronized void goOnAfter(String sourceId, String sessionId) {
    OptionalLong began = SessionDate.millis(sessionId);
    if (began.isEmpty()) {
      return;
    }
    long millis = began.getAsLong();
    long now = clock.millis();
    long ahead = millis - now;
    if (ahead < 0) {
      return;
    }
    if (!isHeard(millis, now)) {
      log.warn(
          "Source {}: its session {} began {} s ahead of this host's clock; what comes now may not"
              + " be heard",
          sourceId,
          sessionId,
          ahead / 1_000);
      return;
    }
    log.warn(
        "Source {}: its last session {} began {} s ahead of this host's clock; the next one's id"
            + " goes on from there",
        sourceId,
        sessionId,
        ahead / 1_000);
    aheadMillis.merge(sourceId, millis, Math::max);
  }

  /** Whether a session began, by its id, when the clock was so far ahead that nobody hears it. */
  boolean isTooFarAhead(String sessionId) {
    return SessionDate.isFuture(sessionId, clock.millis());
  }

  private static boolean isHeard(long millis, long nowMillis) {
    return millis - nowMillis <= SessionDate.MOST_AHEAD.toMillis();
  }

  private long millis(String sourceId, long nowMillis) {
    Long ahead = aheadMillis.get(sourceId);
    if (ahead == null) {
      return lastMillis;
    }
    if (ahead < lastMillis || !isHeard(ahead + 1, nowMillis)) {
      aheadMillis.remove(sourceId);
      return lastMillis;
    }
    aheadMillis.put(sourceId, ahead + 1);
    return ahead + 1;
  }
}
