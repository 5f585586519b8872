package dev.argand.inference;

import dev.argand.inference.ModelLoadException.Reason;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Loads models beside whoever asks for them, so that a store that is slow holds back nothing but
 * the model that it has: an event that takes another model out of use is followed meanwhile.
 *
 * <p>Asked by one thread. A model belongs to who took its outcome; one that is wanted no more when
 * it has come is closed.
 */
final class ModelLoads implements AutoCloseable {
  private final ModelLoader loader;
  private final Executor threads;
  private final Map<String, CompletableFuture<Outcome>> loads = new HashMap<>();

  /** Of the two exactly one is there. */
  record Outcome(@Nullable Model model, @Nullable ModelLoadException failure) {}

  /**
   * Loads of nothing yet.
   *
   * @param threads run each load, in the caller's thread too if they like
   */
  ModelLoads(ModelLoader loader, Executor threads) {
    this.loader = loader;
    this.threads = threads;
  }

  /** A thread for each load: one that hangs in a store must not be in the way of the next. */
  static Executor threads() {
    return load -> {
      Thread thread = new Thread(load, "model-load");
      thread.setDaemon(true);
      thread.start();
    };
  }

  /**
   * A loaded and warm model, or nothing while it is being loaded; the first call begins to.
   *
   * @throws ModelLoadException once of each load that failed; the next call begins another
   */
  Optional<Model> take(String digest) throws ModelLoadException {
    CompletableFuture<Outcome> load =
        loads.computeIfAbsent(
            digest, wanted -> CompletableFuture.supplyAsync(() -> load(wanted), threads));
    if (!load.isDone()) {
      return Optional.empty();
    }
    loads.remove(digest);
    Outcome outcome = outcome(digest, load);
    if (outcome.failure() != null) {
      throw outcome.failure();
    }
    return Optional.ofNullable(outcome.model());
  }

  private Outcome load(String digest) {
    try {
      return new Outcome(WarmModel.load(loader, digest), null);
    } catch (ModelLoadException e) {
      return new Outcome(null, e);
    }
  }

  private static Outcome outcome(String digest, CompletableFuture<Outcome> load)
      throws ModelLoadException {
    try {
      return load.get();
    } catch (ExecutionException e) {
      throw new ModelLoadException(
          Reason.FAILED, "model " + digest + " cannot be loaded: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelLoadException(Reason.UNAVAILABLE, "interrupted while loading " + digest, e);
    }
  }

  /** Lets go of every other load; what they bring is closed when it comes. */
  void keepOnly(Set<String> wanted) {
    Iterator<Map.Entry<String, CompletableFuture<Outcome>>> all = loads.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, CompletableFuture<Outcome>> load = all.next();
      if (!wanted.contains(load.getKey())) {
        all.remove();
        forget(load.getValue());
      }
    }
  }

  /** Lets go of one load, if it goes on. */
  void letGo(String digest) {
    CompletableFuture<Outcome> load = loads.remove(digest);
    if (load != null) {
      forget(load);
    }
  }

  private static void forget(CompletableFuture<Outcome> load) {
    load.whenComplete(
        (outcome, failure) -> {
          if (outcome != null && outcome.model() != null) {
            outcome.model().close();
          }
        });
  }

  /** Waits for no load. */
  @Override
  public void close() {
    keepOnly(Set.of());
  }
}
