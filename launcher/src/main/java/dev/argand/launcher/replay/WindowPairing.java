package dev.argand.launcher.replay;

import dev.argand.schemas.avro.Recognition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings together what two models say of the same stretches, while it comes.
 *
 * <p>Windows of one front end meet when they are the same. Those of two front ends meet by their
 * middles: the nearest two first, of equally near ones the earlier, then the nearest of those that
 * are left; never more than half of the shorter window apart, and never across a pair that has met.
 * What has no counterpart is handed over alone. Both sides must come in the order of a source's
 * windows.
 *
 * <p>Two windows meet as soon as each is the nearest that the other can have, which is the same as
 * looking at all windows together: whatever could come between them is nearer to one of the two.
 * What is nearest is known once the other side has gone past, so only windows of about one length
 * wait.
 */
public final class WindowPairing {
  private final Consumer<WindowPair> sink;
  private final Map<String, Source> sources = new HashMap<>();

  /** A window that waits, until it is paired or known to stay alone. */
  private static final class Waiting {
    final Recognition window;
    final long number;
    @Nullable Waiting partner;
    boolean alone;

    Waiting(Recognition window, long number) {
      this.window = window;
      this.number = number;
    }

    boolean isOpen() {
      return partner == null && !alone;
    }
  }

  private static final class Side {
    final List<Waiting> waiting = new ArrayList<>();
    @Nullable Recognition newest;
    long count;

    void add(Recognition window) {
      waiting.add(new Waiting(window, count++));
      newest = window;
    }

    @Nullable Waiting head() {
      return waiting.isEmpty() ? null : waiting.get(0);
    }
  }

  private static final class Source {
    final Side first = new Side();
    final Side second = new Side();
    boolean finished;
  }

  /** A pairing that hands over pairs in the order of a source's windows. */
  public WindowPairing(Consumer<WindowPair> sink) {
    this.sink = sink;
  }

  /** Takes the next window of the first model. */
  public void first(Recognition recognition) {
    Source source = of(recognition);
    source.first.add(recognition);
    settle(source);
  }

  /** Takes the next window of the second model. */
  public void second(Recognition recognition) {
    Source source = of(recognition);
    source.second.add(recognition);
    settle(source);
  }

  /** Hands over what still waits: nothing more comes. */
  public void finish() {
    for (Source source : sources.values()) {
      source.finished = true;
      settle(source);
    }
    sources.clear();
  }

  private Source of(Recognition recognition) {
    return sources.computeIfAbsent(recognition.getSourceId(), source -> new Source());
  }

  private void settle(Source source) {
    boolean changed = true;
    while (changed) {
      changed = pair(source) || leaveAlone(source.second, source.first, source.finished);
    }
    handOver(source);
  }

  /** Pairs what is mutually nearest; says whether anything was decided. */
  private static boolean pair(Source source) {
    boolean changed = false;
    for (Waiting one : source.first.waiting) {
      if (!one.isOpen()) {
        continue;
      }
      if (!isPassed(one, source.second, source.finished)) {
        break;
      }
      Waiting other = nearest(one, source.first, source.second);
      if (other == null) {
        one.alone = true;
        changed = true;
      } else if (isPassed(other, source.first, source.finished)
          && one == nearest(other, source.second, source.first)) {
        one.partner = other;
        other.partner = one;
        changed = true;
      }
    }
    return changed;
  }

  private static boolean leaveAlone(Side side, Side other, boolean finished) {
    boolean changed = false;
    for (Waiting one : side.waiting) {
      if (!one.isOpen()) {
        continue;
      }
      if (!isPassed(one, other, finished)) {
        break;
      }
      if (nearest(one, side, other) == null) {
        one.alone = true;
        changed = true;
      }
    }
    return changed;
  }

  /** The nearest window that one can still have, the earlier of equally near ones. */
  private static @Nullable Waiting nearest(Waiting one, Side side, Side other) {
    long after = -1;
    long before = Long.MAX_VALUE;
    for (Waiting each : side.waiting) {
      Waiting taken = each.partner;
      if (taken == null) {
        continue;
      }
      if (each.number > one.number) {
        before = taken.number;
        break;
      }
      after = taken.number;
    }
    Waiting nearest = null;
    long least = Long.MAX_VALUE;
    for (Waiting each : other.waiting) {
      if (each.number >= before) {
        break;
      }
      if (each.number > after && each.isOpen()) {
        long apart = apart(one.window, each.window);
        if (apart < least) {
          nearest = each;
          least = apart;
        }
      }
    }
    return nearest;
  }

  /** Twice the distance of two windows that may meet; as much as there can be of others. */
  private static long apart(Recognition one, Recognition other) {
    if (!one.getSessionId().equals(other.getSessionId())) {
      return Long.MAX_VALUE;
    }
    if (one.getFrontEndDigest().equals(other.getFrontEndDigest())) {
      return one.getWindowIndex() == other.getWindowIndex() ? 0 : Long.MAX_VALUE;
    }
    long apart = Math.abs(twiceMiddle(one) - twiceMiddle(other));
    return apart <= Math.min(one.getSampleCount(), other.getSampleCount()) ? apart : Long.MAX_VALUE;
  }

  /** Whether nothing that is still to come on the other side can meet a window. */
  private static boolean isPassed(Waiting one, Side other, boolean finished) {
    Recognition newest = other.newest;
    if (finished || newest == null) {
      return finished;
    }
    int session = newest.getSessionId().compareTo(one.window.getSessionId());
    if (session != 0) {
      return session > 0;
    }
    return newest.getFrontEndDigest().equals(one.window.getFrontEndDigest())
        ? newest.getWindowIndex() >= one.window.getWindowIndex()
        : twiceMiddle(newest) - twiceMiddle(one.window) >= one.window.getSampleCount();
  }

  private void handOver(Source source) {
    while (true) {
      Waiting first = source.first.head();
      Waiting second = source.second.head();
      if (first != null && first.alone && comesNext(first, second)) {
        source.first.waiting.remove(0);
        sink.accept(new WindowPair(first.window, null));
      } else if (second != null && second.alone && comesNext(second, first)) {
        source.second.waiting.remove(0);
        sink.accept(new WindowPair(null, second.window));
      } else if (first != null && second != null && first.partner == second) {
        source.first.waiting.remove(0);
        source.second.waiting.remove(0);
        sink.accept(new WindowPair(first.window, second.window));
      } else {
        return;
      }
    }
  }

  /** Whether a window without counterpart comes before what the other side has next. */
  private static boolean comesNext(Waiting alone, @Nullable Waiting next) {
    if (next == null || next.partner != null) {
      return true;
    }
    int session = alone.window.getSessionId().compareTo(next.window.getSessionId());
    return session != 0 ? session < 0 : twiceMiddle(alone.window) <= twiceMiddle(next.window);
  }

  private static long twiceMiddle(Recognition window) {
    return 2 * window.getFirstSampleIndex() + window.getSampleCount();
  }
}
