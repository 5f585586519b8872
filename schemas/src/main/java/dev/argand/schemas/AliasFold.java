package dev.argand.schemas;

import dev.argand.schemas.avro.AliasEvent;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the alias log says so far: a pure fold over its events, the same in every reader.
 *
 * <p>An event counts only when the generation that it expects is the one folded so far; it then
 * names (or clears) its alias and makes the generation one higher. Any other event lost a race
 * between writers: it is void, changes nothing, and is counted. Of two writers that expect the same
 * generation, the one whose event Kafka ordered first therefore wins everywhere.
 *
 * <p>Not thread-safe.
 */
public final class AliasFold {
  private final Map<String, String> digests = new TreeMap<>();
  private long generation;
  private long voided;

  /** Folds the log's next event. */
  public void apply(AliasEvent event) {
    if (event.getExpectedGeneration() != generation) {
      voided++;
      return;
    }
    generation++;
    if (event.getDigest() == null) {
      digests.remove(event.getAlias());
    } else {
      digests.put(event.getAlias(), event.getDigest());
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

  /** Every alias that names something now, with its digest: a copy. */
  public Map<String, String> digests() {
    return Map.copyOf(digests);
  }

  /** How many events were void. */
  public long voided() {
    return voided;
  }
}
