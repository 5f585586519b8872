package dev.argand.schemas;

import dev.argand.schemas.avro.ModelDeployment;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How an instance of recognition is, by its last word.
 *
 * <p>What is beside the champion (a model on trial that is left out, one that cannot be compared)
 * does not count: the champion is served all the same.
 */
public enum InstanceState {
  /** It serves under the newest generation. */
  SERVING,
  /** It does not yet; or what it has read is another log than the one that is there. */
  BEHIND,
  /** It follows the names, and there is nothing that it serves. */
  WAITING,
  /** The champion that is named could not be loaded; it serves what it had. */
  FAILED,
  /** It has not spoken for 10 seconds: what it says of itself may be wrong. */
  STALE;

  /** An instance speaks every three seconds. */
  public static final Duration STALE_AFTER = Duration.ofSeconds(10);

  /**
   * Of one instance.
   *
   * @param generation of the alias log
   * @param champion digest that the log names at that generation, if it names one
   */
  public static InstanceState of(
      ModelDeployment said, long generation, Optional<String> champion, Instant now) {
    InstanceState state = of(said, generation, now);
    boolean isOther = champion.isPresent() && !champion.get().equals(said.getChampionDigest());
    return state == SERVING && isOther ? BEHIND : state;
  }

  /**
   * The same where the champion is not known.
   *
   * @param generation of the alias log
   */
  public static InstanceState of(ModelDeployment said, long generation, Instant now) {
    Instant at = Micros.instant(said.getAtMicros());
    if (Duration.between(at, now).compareTo(STALE_AFTER) > 0) {
      return STALE;
    }
    if (!said.getFailure().isEmpty()) {
      return FAILED;
    }
    if (said.getGeneration() >= generation && said.getChampionDigest() == null) {
      return WAITING;
    }
    // Ahead of the log is as wrong as behind it: of a log that was deleted, and made again.
    return said.getServedGeneration() == generation && said.getGeneration() == generation
        ? SERVING
        : BEHIND;
  }

  /** In lower case, as it is shown. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
