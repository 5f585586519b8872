package dev.argand.inference;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where the champion sits: one reference, read once a call, swapped in one step.
 *
 * <p>Calls in flight are counted on the model that they took, so that the old model closes after
 * the last of them and never under one. The slot itself counts as one user. Any thread may swap and
 * any may acquire.
 */
final class ModelSlot implements AutoCloseable {
  private final AtomicReference<@Nullable Seat> seat = new AtomicReference<>();

  /** A champion that is held until closed. */
  static final class Lease implements AutoCloseable {
    private final Seat seat;

    private Lease(Seat seat) {
      this.seat = seat;
    }

    Champion champion() {
      return seat.champion;
    }

    @Override
    public void close() {
      seat.holders.release();
    }
  }

  /** Takes the champion of the moment. */
  Optional<Lease> acquire() {
    while (true) {
      Seat current = seat.get();
      if (current == null) {
        return Optional.empty();
      }
      // Fails only when the last user has just left a seat that was swapped out: read again.
      if (current.holders.retain()) {
        return Optional.of(new Lease(current));
      }
    }
  }

  /** Seats a new model; the old one closes when its calls have returned. */
  void swap(Champion champion) {
    Champion.check(champion.model());
    leave(seat.getAndSet(new Seat(champion, new Holders(champion.model()))));
  }

  /**
   * Changes what names the seated model, without loading anything.
   *
   * @throws IllegalStateException if the slot is empty
   */
  void rename(int version, long generation) {
    seat.updateAndGet(
        current -> {
          if (current == null) {
            throw new IllegalStateException("no model is seated");
          }
          return new Seat(current.champion.renamed(version, generation), current.holders);
        });
  }

  /** What is seated, to look at but not to ask: it may close at any time. */
  Optional<Champion> peek() {
    Seat current = seat.get();
    return current == null ? Optional.empty() : Optional.of(current.champion);
  }

  /** Empties the slot; the model closes when its calls have returned. */
  @Override
  public void close() {
    leave(seat.getAndSet(null));
  }

  private static void leave(@Nullable Seat old) {
    if (old != null) {
      old.holders.release();
    }
  }

  private record Seat(Champion champion, Holders holders) {}

  /** Counts who holds a model, and closes it after the last. */
  private static final class Holders {
    private final Model model;
    private final AtomicInteger count = new AtomicInteger(1);

    Holders(Model model) {
      this.model = model;
    }

    boolean retain() {
      return count.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
    }

    void release() {
      if (count.decrementAndGet() == 0) {
        model.close();
      }
    }
  }
}
