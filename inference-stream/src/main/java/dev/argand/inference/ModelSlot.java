package dev.argand.inference;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where the models sit: one reference, read once a call, swapped in one step, so that a call sees
 * one generation of the alias log and no other.
 *
 * <p>Calls in flight are counted on what they took, so that a model closes after the last of them
 * and never under one. The slot itself counts as one user. Any thread may acquire; changes are made
 * one at a time.
 */
final class ModelSlot implements AutoCloseable {
  private final AtomicReference<@Nullable Seat> seat = new AtomicReference<>();

  /** A lineup that is held until closed. */
  static final class Lease implements AutoCloseable {
    private final Seat seat;

    private Lease(Seat seat) {
      this.seat = seat;
    }

    Champion champion() {
      return seat.lineup.champion();
    }

    /** What answers for a source: the champion, or the challenger. */
    Champion serving(String sourceId) {
      return seat.lineup.serving(sourceId);
    }

    /** What is asked beside it of a window, and only compared. */
    Optional<Champion> witness(String sourceId, long k) {
      return seat.lineup.witness(sourceId, k);
    }

    /**
     * Notes why one of its models could not answer, until it answers again or is compared no more.
     *
     * @return whether it is the first time since the model was loaded
     */
    boolean failed(Model model, String why) {
      Holders holders = seat.holders(model);
      return holders != null && holders.fail(why);
    }

    /** Notes that one of its models answered. */
    void answered(Model model) {
      Holders holders = seat.holders(model);
      if (holders != null) {
        holders.failure = null;
      }
    }

    @Override
    public void close() {
      seat.release();
    }
  }

  /** Takes the lineup of the moment. */
  Optional<Lease> acquire() {
    while (true) {
      Seat current = seat.get();
      if (current == null) {
        return Optional.empty();
      }
      // Fails only when the last user has just left a seat that was swapped out: read again.
      if (current.retain()) {
        return Optional.of(new Lease(current));
      }
    }
  }

  /** Seats a new champion alone; the models before it close when their calls have returned. */
  void swap(Champion champion) {
    arrange(Lineup.of(champion));
  }

  /**
   * Seats a lineup. Models that the one before it had too stay as they are; the others close when
   * their calls have returned.
   */
  synchronized void arrange(Lineup next) {
    Seat before = seat.get();
    Map<Model, Holders> known = new IdentityHashMap<>();
    if (before != null) {
      before.holders.forEach(holders -> known.put(holders.model, holders));
    }
    List<Holders> holders = new ArrayList<>();
    for (Model model : next.models()) {
      Holders held = known.get(model);
      if (held == null) {
        holders.add(new Holders(model));
      } else {
        held.retain();
        if (!next.compared().contains(model)) {
          held.failure = null;
        }
        holders.add(held);
      }
    }
    seat.set(new Seat(next, holders));
    leave(before);
  }

  /** The champion that is seated, to look at but not to ask: it may close at any time. */
  Optional<Champion> peek() {
    return lineup().map(Lineup::champion);
  }

  /** All that is seated, to look at. */
  Optional<Lineup> lineup() {
    Seat current = seat.get();
    return current == null ? Optional.empty() : Optional.of(current.lineup);
  }

  /** Why models that are compared could not answer when they were last asked, by digest. */
  Map<String, String> failures() {
    Seat current = seat.get();
    Map<String, String> failures = new TreeMap<>();
    if (current != null) {
      for (Holders holders : current.holders) {
        String why = holders.failure;
        if (why != null && current.lineup.compared().contains(holders.model)) {
          failures.put(holders.model.digest(), why);
        }
      }
    }
    return failures;
  }

  /** Empties the slot; the models close when their calls have returned. */
  @Override
  public synchronized void close() {
    leave(seat.getAndSet(null));
  }

  private static void leave(@Nullable Seat old) {
    if (old != null) {
      old.release();
    }
  }

  /** A lineup with its users; it holds its models until the last of them has left. */
  private static final class Seat {
    private final Lineup lineup;
    private final List<Holders> holders;
    private final AtomicInteger users = new AtomicInteger(1);

    Seat(Lineup lineup, List<Holders> holders) {
      this.lineup = lineup;
      this.holders = List.copyOf(holders);
    }

    @Nullable Holders holders(Model model) {
      for (Holders one : holders) {
        if (one.model == model) {
          return one;
        }
      }
      return null;
    }

    boolean retain() {
      return users.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
    }

    void release() {
      if (users.decrementAndGet() == 0) {
        holders.forEach(Holders::release);
      }
    }
  }

  /** Counts the seats that a model has, and closes it after the last. */
  private static final class Holders {
    private final Model model;
    private final AtomicInteger count = new AtomicInteger(1);
    private final AtomicBoolean everFailed = new AtomicBoolean();
    private volatile @Nullable String failure;

    Holders(Model model) {
      this.model = model;
    }

    /** Keeps the first reason of those since it answered last. */
    boolean fail(String why) {
      if (failure == null) {
        failure = why;
      }
      return everFailed.compareAndSet(false, true);
    }

    /** Only for a seat that is made while another one holds the model. */
    void retain() {
      count.incrementAndGet();
    }

    void release() {
      if (count.decrementAndGet() == 0) {
        model.close();
      }
    }
  }
}
