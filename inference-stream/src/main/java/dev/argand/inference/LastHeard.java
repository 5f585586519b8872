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

  /** Changed in place: a frame allocates nothing. */
  private static final class Moment {
    private long millis;
  }

  LastHeard(Backlog backlog, int partition, Clock clock) {
    this.backlog = backlog;
    this.partition = partition;
    this.clock = clock;
  }

  /** A frame of a source has come. */
  void heard(String sourceId) {
    Moment moment = moments.get(sourceId);
    if (moment == null) {
      moment = new Moment();
      moments.put(sourceId, moment);
    }
    moment.millis = clock.millis();
  }

  /** After a restart a source counts as heard when it is first looked at. */
  void remember(String sourceId) {
    if (!moments.containsKey(sourceId)) {
      heard(sourceId);
    }
  }

  void forget(String sourceId) {
    moments.remove(sourceId);
  }

  /**
   * Whether nothing has come of a remembered source for so long, and since then there was a moment
   * at which every record of the partition had been heard: its silence is no lag of ours.
   */
  boolean isSilent(String sourceId, long millis) {
    Moment moment = moments.get(sourceId);
    return moment != null && isSilent(moment, millis);
  }

  /** Sources that are silent for so long; at most so many, in no order. */
  List<String> silent(long millis, int most) {
    List<String> silent = new ArrayList<>();
    for (Map.Entry<String, Moment> each : moments.entrySet()) {
      if (silent.size() == most) {
        break;
      }
      if (isSilent(each.getValue(), millis)) {
        silent.add(each.getKey());
      }
    }
    return silent;
  }

  private boolean isSilent(Moment moment, long millis) {
    return clock.millis() - moment.millis >= millis
        && backlog.emptyAtMillis(partition) >= moment.millis + millis;
  }
}
