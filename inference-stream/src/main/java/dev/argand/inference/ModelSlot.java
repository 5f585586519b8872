package dev.argand.inference;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
     * Notes why one of its models could not answer; the first reason stays with the model for as
     * long as it is loaded.
     *
     * @return whether it is the first
     */
    boolean failed(Model model, String why) {
      return seat.holders.stream()
          .filter(holders -> holders.model == model)
          .anyMatch(holders -> holders.failure.compareAndSet(null, why));
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

  /** Why loaded models could not answer, by digest. */
  Map<String, String> failures() {
    Seat current = seat.get();
    Map<String, String> failures = new TreeMap<>();
    if (current != null) {
      for (Holders holders : current.holders) {
        String why = holders.failure.get();
        if (why != null) {
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
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

    Holders(Model model) {
      this.model = model;
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
