package dev.argand.console.board;

import dev.argand.schemas.InstanceState;
import dev.argand.schemas.avro.ModelDeployment;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who serves what: the last word of each instance of the recognition service. The {@value #MOST}
 * that spoke last are kept. Not thread-safe.
 */
public final class DeploymentBoard {
  /** One that has been silent this long was taken away. */
  static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

  static final int MOST = 100;

  /** By instance id. */
  public record View(List<Instance> instances) {}

  /**
   * One instance.
   *
   * @param state {@link InstanceState} in lower case
   * @param failure why it does not serve what is named, or empty
   * @param beside what is left out or cannot answer beside the champion, or empty
   */
  public record Instance(
      String id,
      String state,
      long generation,
      @Nullable String digest,
      int version,
      long servedGeneration,
      String failure,
      String beside,
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
        InstanceState.of(deployment, generation, now).text(),
        deployment.getGeneration(),
        deployment.getChampionDigest(),
        deployment.getChampionVersion(),
        deployment.getServedGeneration(),
        deployment.getFailure(),
        deployment.getBeside(),
        millis(deployment));
  }

  private static long millis(ModelDeployment deployment) {
    return deployment.getAtMicros() / 1_000;
  }
}
