package dev.argand.ingest;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives session ids that sort by time as text: milliseconds since 1970 in 13 digits, a dash, and
 * eight random hexadecimal digits that keep processes apart.
 *
 * <p>Ids of one object strictly increase, even within a millisecond or when the clock steps back: a
 * reader drops frames of a session older than the one it knows. So a source whose last session is
 * ahead of this host's clock, as when that or another host's clock was wrong, goes on from there;
 * the others do not. Thread-safe.
 */
final class SessionIds {
  private static final Logger log = LoggerFactory.getLogger(SessionIds.class);

  /** An id further ahead is not heard by recognition, and must not be continued. */
  private static final Duration MOST_AHEAD = Duration.ofHours(1);

  private static final Pattern DATED = Pattern.compile("(\\d{13})-.*", Pattern.DOTALL);

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
    lastMillis = Math.max(clock.millis(), lastMillis + 1);
    return "%013d-%08x".formatted(millis(sourceId), random.getAsInt());
  }

  /** Tells of a source's last session, whoever began it: the next one comes after it. */
  synchronized void goOnAfter(String sourceId, String sessionId) {
    Matcher dated = DATED.matcher(sessionId);
    if (!dated.matches()) {
      return;
    }
    long millis = Long.parseLong(dated.group(1));
    long ahead = millis - clock.millis();
    if (ahead < 0) {
      return;
    }
    if (ahead > MOST_AHEAD.toMillis()) {
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

  private long millis(String sourceId) {
    Long ahead = aheadMillis.get(sourceId);
    if (ahead == null) {
      return lastMillis;
    }
    if (ahead < lastMillis) {
      aheadMillis.remove(sourceId);
      return lastMillis;
    }
    aheadMillis.put(sourceId, ahead + 1);
    return ahead + 1;
  }
}
