package dev.argand.inference;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Up to which moment each partition has been heard. A look marks where the log ends; when a later
 * look finds that much committed, all that had arrived by the time of the mark is heard. So it is
 * told of a partition to which records never cease to come, whose end nobody ever reaches.
 *
 * <p>Looks are one thread's; any may ask what they found.
 */
final class HeardMoments {
  private final Map<Integer, Mark> marks = new HashMap<>();
  private final Map<Integer, Long> heardUpToMillis = new ConcurrentHashMap<>();

  /** Where the log ended at a moment or later: what had arrived by then lies before it. */
  private record Mark(long millis, long end) {}

  /**
   * Takes what a look found.
   *
   * @param nowMillis read before the end was asked for
   * @param end of the partition's log, asked for before what is committed
   * @param committed the group's position; null if it has none
   */
  void look(int partition, long nowMillis, long end, @Nullable Long committed) {
    Mark now = new Mark(nowMillis, end);
    Mark mark = marks.get(partition);
    // An end before the mark's is that of a topic that was made anew.
    if (mark == null || end < mark.end() || isHeard(now, committed)) {
      mark = now;
    }
    if (isHeard(mark, committed)) {
      heardUpToMillis.put(partition, mark.millis());
      mark = now;
    }
    marks.put(partition, mark);
  }

  /**
   * The latest known moment by which all that had arrived is heard; {@link Backlog#NEVER} if none.
   */
  long heardUpToMillis(int partition) {
    return heardUpToMillis.getOrDefault(partition, Backlog.NEVER);
  }

  private static boolean isHeard(Mark mark, @Nullable Long committed) {
    return committed != null && committed >= mark.end();
  }
}
