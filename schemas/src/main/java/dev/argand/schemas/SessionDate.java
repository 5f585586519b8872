package dev.argand.schemas;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a session began, by its id. Sessions are in the order of their ids: after one from a later
 * year its source would not be heard again before that year.
 */
public final class SessionDate {
  /** How far the clock of whoever names sessions may be ahead of Kafka's. */
  public static final Duration MOST_AHEAD = Duration.ofHours(1);

  /** An id that begins with the milliseconds of the session's begin, as ingest's do. */
  private static final Pattern DATED = Pattern.compile("(\\d{13})-.*", Pattern.DOTALL);

  private SessionDate() {}

  /** Whether a session begins later than any may that has been sent by a time. */
  public static boolean isFuture(String sessionId, long millis) {
    return aheadMillis(sessionId, millis) > MOST_AHEAD.toMillis();
  }

  /** How long after a time a session begins; 0 of one whose id has no date. */
  static long aheadMillis(String sessionId, long millis) {
    OptionalLong begin = millis(sessionId);
    return begin.isPresent() ? begin.getAsLong() - millis : 0;
  }

  /** Milliseconds since 1970 at which a session begins, if its id says so. */
  public static OptionalLong millis(String sessionId) {
    Matcher dated = DATED.matcher(sessionId);
    return dated.matches() ? OptionalLong.of(Long.parseLong(dated.group(1))) : OptionalLong.empty();
  }
}
