package dev.argand.launcher;

import static org.awaitility.Awaitility.await;

import dev.argand.inference.rollout.RolloutGuard;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.search.model.AliasChange;
import dev.argand.search.model.ModelDesk;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the guard takes back while sources go on speaking.
 *
 * @param speak has every source say a little more
 */
record TakenBack(Runnable speak, Duration patience) {

  /** What the guard did after a generation, if anything. */
  static Optional<AliasChange> after(ModelDesk desk, long generation) {
    return desk.fullHistory().stream()
        .filter(change -> change.who().equals(RolloutGuard.WHO) && !change.voided())
        .filter(change -> change.generation() > generation)
        .findFirst();
  }

  /** Returns what the guard does about a change, once it does. */
  AliasChange awaitChange(ModelDesk desk, AliasChange change) {
    AtomicReference<AliasChange> back = new AtomicReference<>();
    await()
        .atMost(patience)
        .until(
            () -> {
              speak.run();
              after(desk, change.generation()).ifPresent(back::set);
              return back.get() != null;
            });
    return Objects.requireNonNull(back.get());
  }

  /** Returns once a generation, or a later one, has said something. */
  void awaitHeard(RecognitionReader reader, long generation) {
    await()
        .atMost(patience)
        .until(
            () -> {
              speak.run();
              return reader.poll(Duration.ofMillis(100)).stream()
                  .anyMatch(r -> r.getAliasGeneration() >= generation);
            });
  }

  /** What was said to the world. */
  static List<Recognition> answers(List<Recognition> all) {
    return all.stream().filter(r -> r.getRoute() == Route.CHAMPION).toList();
  }
}
