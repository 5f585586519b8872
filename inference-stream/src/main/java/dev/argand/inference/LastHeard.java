package dev.argand.inference;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When each source of a task was last heard: one table for whoever wants to know who fell silent.
 * Not thread-safe: one a task.
 */
final class LastHeard {
  private final Backlog backlog;
  private final int partition;
  private final Clock clock;
  private final Map<String, Moment> moments = new HashMap<>();
  private boolean remembers;
  private long beganMillis;

  /** Changed in place: a frame allocates nothing. */
  private static final class Moment {
    private long millis;
    private boolean isOfThisLife;

    Moment(long millis, boolean isOfThisLife) {
      this.millis = millis;
      this.isOfThisLife = isOfThisLife;
    }
  }

  LastHeard(Backlog backlog, int partition, Clock clock) {
    this.backlog = backlog;
    this.partition = partition;
    this.clock = clock;
    this.beganMillis = clock.millis();
  }

  /** A frame of a source has come. */
  void heard(String sourceId) {
    Moment moment = moments.get(sourceId);
    if (moment == null) {
      moments.put(sourceId, new Moment(clock.millis(), true));
    } else {
      moment.millis = clock.millis();
      moment.isOfThisLife = true;
    }
  }

  /** Once: when those were heard who were heard in an earlier life. */
  void remember(StoredHeads stored) {
    if (remembers) {
      return;
    }
    remembers = true;
    beganMillis = clock.millis();
    stored.forEachTime(
        (source, heardAtMillis) ->
            moments.putIfAbsent(source, new Moment(past(heardAtMillis), false)));
  }

  /** Another instance's clock may have been ahead, and before the epoch nobody has heard anyone. */
  private long past(long millis) {
    return millis < 0 ? beganMillis : Math.min(millis, beganMillis);
  }

  void forget(String sourceId) {
    moments.remove(sourceId);
  }

  /** When a source was last heard; now where nobody knows. */
  long atMillis(String sourceId) {
    Moment moment = moments.get(sourceId);
    return moment == null ? clock.millis() : moment.millis;
  }

  /**
   * Whether nothing has come of a source for so long in this life, and since then there was a
   * moment at which every record of the partition had been heard: its silence is no lag of ours.
   */
  boolean isSilent(String sourceId, long millis) {
    Moment moment = moments.get(sourceId);
    return moment == null || !moment.isOfThisLife
        ? isSilentSince(beganMillis, millis)
        : isSilentSince(moment.millis, millis);
  }

  /**
   * Sources of which nothing has come for so long, in this life or those before it, if since then
   * there was such a moment; at most so many, in no order.
   */
  List<String> silent(long millis, int most) {
    List<String> silent = new ArrayList<>();
    for (Map.Entry<String, Moment> each : moments.entrySet()) {
      if (silent.size() == most) {
        break;
      }
      if (isSilentSince(each.getValue().millis, millis)) {
        silent.add(each.getKey());
      }
    }
    return silent;
  }

  private boolean isSilentSince(long heardAtMillis, long millis) {
    return clock.millis() - heardAtMillis >= millis
        && backlog.emptyAtMillis(partition) >= heardAtMillis + millis;
  }
}
