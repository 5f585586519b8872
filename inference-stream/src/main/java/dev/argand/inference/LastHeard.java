package dev.argand.inference;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When each source of a task was last heard: one table for whoever wants to know who fell silent.
 *
 * <p>How long that is ago in this life is told by a steady clock, so that a machine's clock that
 * was ahead and is set back keeps nobody from being silent; what is stored for the next life is of
 * the machine's. Not thread-safe: one a task.
 */
final class LastHeard {
  private final Backlog backlog;
  private final int partition;
  private final Clock clock;
  private final Clock steady;
  private final Map<String, Moment> moments = new HashMap<>();
  private boolean remembers;

  /** By the steady clock. */
  private long beganMillis;

  /** Changed in place: a frame allocates nothing. */
  private static final class Moment {
    private long steadyMillis;
    private long millis;
    private boolean isOfThisLife;

    Moment(long steadyMillis, long millis, boolean isOfThisLife) {
      this.steadyMillis = steadyMillis;
      this.millis = millis;
      this.isOfThisLife = isOfThisLife;
    }
  }

  /**
   * A table that knows nobody.
   *
   * @param clock of the machine
   * @param steady goes on alike and is never set back; the backlog's moments are of it
   */
  LastHeard(Backlog backlog, int partition, Clock clock, Clock steady) {
    this.backlog = backlog;
    this.partition = partition;
    this.clock = clock;
    this.steady = steady;
    this.beganMillis = steady.millis();
  }

  /** A frame of a source has come. */
  void heard(String sourceId) {
    Moment moment = moments.get(sourceId);
    if (moment == null) {
      moments.put(sourceId, new Moment(steady.millis(), clock.millis(), true));
    } else {
      moment.steadyMillis = steady.millis();
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
    beganMillis = steady.millis();
    long now = clock.millis();
    stored.forEachTime(
        (source, heardAtMillis) -> {
          long heard = past(heardAtMillis, now);
          moments.putIfAbsent(source, new Moment(beganMillis - (now - heard), heard, false));
        });
  }

  /** Another instance's clock may have been ahead, and before the epoch nobody has heard anyone. */
  private static long past(long millis, long now) {
    return millis < 0 ? now : Math.min(millis, now);
  }

  void forget(String sourceId) {
    moments.remove(sourceId);
  }

  /** When a source was last heard, by the machine's clock; now where nobody knows. */
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
        : isSilentSince(moment.steadyMillis, millis);
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
      if (isSilentSince(each.getValue().steadyMillis, millis)) {
        silent.add(each.getKey());
      }
    }
    return silent;
  }

  private boolean isSilentSince(long heardAtMillis, long millis) {
    return steady.millis() - heardAtMillis >= millis
        && backlog.emptyAtMillis(partition) >= heardAtMillis + millis;
  }
}
