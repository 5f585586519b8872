package dev.argand.inference;

import dev.argand.inference.state.Head;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which sources have not been heard for long. After a restart a source counts as heard when it is
 * first looked at. Not thread-safe: one a task.
 */
final class Vanished {
  /** What one look gives up at most, so that its transaction stays short. */
  private static final int MOST_AT_ONCE = 256;

  private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

  private final KeyValueStore<String, Head> heads;
  private final long afterMillis;
  private final Backlog backlog;
  private final int partition;
  private final Clock clock;
  private final Map<String, Long> heardAtMillis = new HashMap<>();

  /** Those whose last windows have been said, and of which the state is still there. */
  private final Set<String> said = new HashSet<>();

  private boolean knowsAll;
  private long lookedAtMillis = Long.MIN_VALUE / 2;

  Vanished(
      KeyValueStore<String, Head> heads,
      ForgetRule rule,
      Backlog backlog,
      int partition,
      Clock clock) {
    this.heads = heads;
    this.afterMillis = rule.after().toMillis();
    this.backlog = backlog;
    this.partition = partition;
    this.clock = clock;
  }

  /**
   * A frame of a source has come.
   *
   * @return whether the source's last windows have been said already
   */
  boolean heard(String sourceId) {
    if (afterMillis == 0) {
      return false;
    }
    heardAtMillis.put(sourceId, clock.millis());
    return said.remove(sourceId);
  }

  /**
   * Sources of which nothing has come for so long, if since then there was a moment at which
   * nothing waited; none when it was last asked less than a minute ago.
   */
  List<String> look() {
    long now = clock.millis();
    if (afterMillis == 0 || now - lookedAtMillis < LOOK_EVERY.toMillis()) {
      return List.of();
    }
    lookedAtMillis = now;
    rememberAll();
    List<String> silent = new ArrayList<>();
    heardAtMillis.forEach(
        (sourceId, heardAt) -> {
          if (silent.size() < MOST_AT_ONCE
              && now - heardAt >= afterMillis
              && backlog.emptyAtMillis(partition) >= heardAt + afterMillis) {
            silent.add(sourceId);
          }
        });
    return silent;
  }

  /** Notes that a source's last windows are said; whether they had been said at an earlier look. */
  boolean isSaidAgain(String sourceId) {
    return !said.add(sourceId);
  }

  void gone(String sourceId) {
    heardAtMillis.remove(sourceId);
    said.remove(sourceId);
  }

  private void rememberAll() {
    if (knowsAll) {
      return;
    }
    knowsAll = true;
    try (KeyValueIterator<String, Head> all = heads.all()) {
      all.forEachRemaining(entry -> heardAtMillis.putIfAbsent(entry.key, clock.millis()));
    }
  }
}
