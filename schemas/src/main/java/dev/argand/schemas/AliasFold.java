package dev.argand.schemas;

import dev.argand.schemas.avro.AliasEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the alias log says so far: a pure fold over its events, the same in every reader.
 *
 * <p>An event counts only when the generation that it expects is the one folded so far; it then
 * names (or clears) its alias and makes the generation one higher. Any other event lost a race
 * between writers: it is void, changes nothing, and is counted. Of two writers that expect the same
 * generation, the one whose event Kafka ordered first therefore wins everywhere.
 *
 * <p>A challenger is tried against a champion: an event about the champion ends its rollout. A
 * shadow goes on, unless it has become the champion.
 *
 * <p>Not thread-safe.
 */
public final class AliasFold {
  /** Alias of the model that serves. */
  public static final String CHAMPION = "champion";

  private final Map<String, String> digests = new TreeMap<>();
  private final Map<String, Rollout> rollouts = new TreeMap<>();
  private final Set<String> champions = new HashSet<>();
  private @Nullable Succession succession;
  private long generation;
  private long voided;

  /** Folds the log's next event. */
  public void apply(AliasEvent event) {
    if (event.getExpectedGeneration() != generation) {
      voided++;
      return;
    }
    generation++;
    String alias = event.getAlias();
    String digest = event.getDigest();
    if (alias.equals(CHAMPION)) {
      succeed(event);
    }
    if (digest == null) {
      digests.remove(alias);
      rollouts.remove(alias);
    } else {
      Rollout rollout = Rollout.parse(alias, digest, generation);
      if (rollout == null) {
        digests.put(alias, digest);
      } else {
        begin(rollout);
      }
    }
    if (alias.equals(CHAMPION)) {
      championMoved(digest);
    }
  }

  private void begin(Rollout rollout) {
    Rollout kept =
        rollout(rollout.alias())
            .filter(before -> before.digest().equals(rollout.digest()))
            .map(before -> before.at(rollout.percent()))
            .orElse(rollout);
    rollouts.put(rollout.alias(), kept);
    digests.put(rollout.alias(), rollout.digest());
  }

  /** Before anything has changed. */
  private void succeed(AliasEvent event) {
    String digest = event.getDigest();
    String before = digests.get(CHAMPION);
    boolean isFirstTime = digest != null && champions.add(digest);
    if (Objects.equals(digest, before)) {
      return;
    }
    boolean isTried =
        rollout(Rollout.CHALLENGER).filter(tried -> tried.digest().equals(digest)).isPresent();
    succession =
        digest == null || before == null || !isFirstTime || isTried
            ? null
            : new Succession(
                digest,
                before,
                generation,
                Instant.EPOCH.plus(event.getAtMicros(), ChronoUnit.MICROS));
  }

  private void championMoved(@Nullable String champion) {
    end(Rollout.CHALLENGER);
    Rollout shadow = rollouts.get(Rollout.SHADOW);
    if (shadow != null && shadow.digest().equals(champion)) {
      end(Rollout.SHADOW);
    }
  }

  private void end(String alias) {
    if (rollouts.remove(alias) != null) {
      digests.remove(alias);
    }
  }

  /** How many events counted; 0 before the first. */
  public long generation() {
    return generation;
  }

  /** What the alias names now, if anything. */
  public Optional<String> digest(String alias) {
    return Optional.ofNullable(digests.get(alias));
  }

  /** The rollout of {@link Rollout#CHALLENGER} or {@link Rollout#SHADOW}, if there is one. */
  public Optional<Rollout> rollout(String alias) {
    return Optional.ofNullable(rollouts.get(alias));
  }

  /** How the champion came to serve, if it had not been tried. */
  public Optional<Succession> succession() {
    return Optional.ofNullable(succession);
  }

  /** Every alias that names something now, with its digest: a copy. */
  public Map<String, String> digests() {
    return Map.copyOf(digests);
  }

  /** How many events were void. */
  public long voided() {
    return voided;
  }
}
