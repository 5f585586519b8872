package dev.argand.console.board;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.argand.schemas.avro.ModelDeployment;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who serves what: the last word of each instance of the recognition service. The {@value #MOST}
 * that spoke last are kept. Not thread-safe.
 */
public final class DeploymentBoard {
  /** An instance speaks every three seconds. */
  static final Duration STALE_AFTER = Duration.ofSeconds(10);

  /** One that has been silent this long was taken away. */
  static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

  static final int MOST = 100;

  /** How an instance is. */
  public enum State {
    /** It serves the champion of the newest generation. */
    SERVING,
    /** It has not reached the newest generation yet. */
    BEHIND,
    /** It follows the log, and there is nothing that it serves. */
    WAITING,
    /** The newest champion could not be loaded; it serves what it had. */
    FAILED,
    /** It has not spoken for a while: what it says of itself may be wrong. */
    STALE;

    @JsonValue
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** By instance id. */
  public record View(List<Instance> instances) {}

  /** One instance. */
  public record Instance(
      String id,
      State state,
      long generation,
      @Nullable String digest,
      int version,
      long servedGeneration,
      String failure,
      long at) {}

  private final Map<String, ModelDeployment> instances = new HashMap<>();

  /** Notes an instance's word. */
  public void deployed(ModelDeployment deployment) {
    instances.put(deployment.getInstanceId(), deployment);
    if (instances.size() > MOST) {
      instances.values().stream()
          .min(Comparator.comparingLong(ModelDeployment::getAtMicros))
          .ifPresent(oldest -> instances.remove(oldest.getInstanceId()));
    }
  }

  /** Notes that an instance left. */
  public void left(String instanceId) {
    instances.remove(instanceId);
  }

  /**
   * The instances as they are at an instant.
   *
   * @param generation of the alias log
   */
  public View view(long generation, Instant now) {
    long oldest = now.minus(FORGOTTEN_AFTER).toEpochMilli();
    instances.values().removeIf(deployment -> millis(deployment) < oldest);
    return new View(
        instances.values().stream()
            .map(deployment -> instance(deployment, generation, now))
            .sorted(Comparator.comparing(Instance::id))
            .toList());
  }

  private static Instance instance(ModelDeployment deployment, long generation, Instant now) {
    return new Instance(
        deployment.getInstanceId(),
        state(deployment, generation, now),
        deployment.getGeneration(),
        deployment.getChampionDigest(),
        deployment.getChampionVersion(),
        deployment.getServedGeneration(),
        deployment.getFailure(),
        millis(deployment));
  }

  private static State state(ModelDeployment deployment, long generation, Instant now) {
    if (millis(deployment) < now.minus(STALE_AFTER).toEpochMilli()) {
      return State.STALE;
    }
    if (!deployment.getFailure().isEmpty()) {
      return State.FAILED;
    }
    if (deployment.getGeneration() < generation) {
      return State.BEHIND;
    }
    return deployment.getChampionDigest() == null ? State.WAITING : State.SERVING;
  }

  private static long millis(ModelDeployment deployment) {
    return deployment.getAtMicros() / 1_000;
  }
}
