package dev.argand.launcher.replay;

import dev.argand.schemas.avro.Recognition;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings together what two models say of the same stretches, while it comes.
 *
 * <p>Windows of one front end meet when they are the same. Those of two front ends meet when their
 * middles are at most half of the shorter window apart. What has no counterpart is handed over
 * alone. Both sides must come in the order of a source's windows.
 */
public final class WindowPairing {
  private final Consumer<WindowPair> sink;
  private final Map<String, Waiting> waiting = new HashMap<>();

  private static final class Waiting {
    final ArrayDeque<Recognition> first = new ArrayDeque<>();
    final ArrayDeque<Recognition> second = new ArrayDeque<>();
  }

  /** A pairing that hands over pairs in the order of a source's windows. */
  public WindowPairing(Consumer<WindowPair> sink) {
    this.sink = sink;
  }

  /** Takes the next window of the first model. */
  public void first(Recognition recognition) {
    Waiting source = of(recognition);
    source.first.add(recognition);
    drain(source);
  }

  /** Takes the next window of the second model. */
  public void second(Recognition recognition) {
    Waiting source = of(recognition);
    source.second.add(recognition);
    drain(source);
  }

  /** Hands over what still waits for a counterpart. */
  public void finish() {
    for (Waiting source : waiting.values()) {
      source.first.forEach(only -> sink.accept(new WindowPair(only, null)));
      source.second.forEach(only -> sink.accept(new WindowPair(null, only)));
    }
    waiting.clear();
  }

  private Waiting of(Recognition recognition) {
    return waiting.computeIfAbsent(recognition.getSourceId(), source -> new Waiting());
  }

  private void drain(Waiting source) {
    while (true) {
      @Nullable Recognition first = source.first.peek();
      @Nullable Recognition second = source.second.peek();
      if (first == null || second == null) {
        return;
      }
      int order = order(first, second);
      if (order <= 0) {
        source.first.remove();
      }
      if (order >= 0) {
        source.second.remove();
      }
      sink.accept(new WindowPair(order <= 0 ? first : null, order >= 0 ? second : null));
    }
  }

  /** Negative when the first has no counterpart, positive when the second has none. */
  private static int order(Recognition first, Recognition second) {
    int session = first.getSessionId().compareTo(second.getSessionId());
    if (session != 0) {
      return session;
    }
    if (first.getFrontEndDigest().equals(second.getFrontEndDigest())) {
      return Long.compare(first.getWindowIndex(), second.getWindowIndex());
    }
    long apart = twiceMiddle(first) - twiceMiddle(second);
    long near = Math.min(first.getSampleCount(), second.getSampleCount());
    return Math.abs(apart) <= near ? 0 : Long.signum(apart);
  }

  private static long twiceMiddle(Recognition window) {
    return 2 * window.getFirstSampleIndex() + window.getSampleCount();
  }
}
