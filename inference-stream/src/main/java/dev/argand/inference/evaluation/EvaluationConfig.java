package dev.argand.inference.evaluation;

import dev.argand.inference.InferenceConfig;
import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one instance of the evaluation. The guarantee is always exactly-once v2.
 *
 * @param bootstrapServers Kafka's addresses
 * @param topicPrefix before each topic's name, may be empty
 * @param applicationId names the consumer group, the changelogs and the transactions
 * @param stateDir folder that belongs to this instance alone: its stores are there
 * @param instanceId names this instance for ever, so that a restart takes over at once; null where
 *     instances come and go without names
 */
public record EvaluationConfig(
    String bootstrapServers,
    String topicPrefix,
    String applicationId,
    Path stateDir,
    @Nullable String instanceId) {

  /** Consumer group when nothing else is said. */
  public static final String DEFAULT_APPLICATION_ID = "argand-evaluation";

  public static final Setting<String> APPLICATION_ID =
      Setting.text(
          "evaluation.application.id",
          DEFAULT_APPLICATION_ID,
          "consumer group of the evaluation; prefix of its changelogs");
  public static final Setting<Path> STATE_DIR =
      Setting.path(
          "evaluation.state.dir",
          Path.of("evaluation-state"),
          "folder of this instance's evaluation stores");
  public static final Setting<String> INSTANCE_ID =
      Setting.text(
          "evaluation.instance.id", null, "lasting name of this instance, for restarts at once");

  public EvaluationConfig {
    require(!bootstrapServers.isBlank(), "bootstrapServers must not be blank");
    require(!applicationId.isBlank(), "applicationId must not be blank");
    require(instanceId == null || !instanceId.isBlank(), "instanceId must not be blank");
  }

  /** An instance without a lasting name, under the usual application id. */
  public static EvaluationConfig of(String bootstrapServers, String topicPrefix, Path stateDir) {
    return new EvaluationConfig(
        bootstrapServers, topicPrefix, DEFAULT_APPLICATION_ID, stateDir, null);
  }

  /** Every setting that is read here; the first two are shared with {@link InferenceConfig}. */
  public static List<Setting<?>> settings() {
    return List.of(
        InferenceConfig.BOOTSTRAP_SERVERS,
        InferenceConfig.TOPIC_PREFIX,
        APPLICATION_ID,
        STATE_DIR,
        INSTANCE_ID);
  }

  /**
   * Reads the settings.
   *
   * @throws SettingException naming the first that is missing or wrong
   */
  public static EvaluationConfig of(Settings settings) throws SettingException {
    return new EvaluationConfig(
        settings.get(InferenceConfig.BOOTSTRAP_SERVERS),
        settings.get(InferenceConfig.TOPIC_PREFIX),
        settings.get(APPLICATION_ID),
        settings.get(STATE_DIR),
        settings.find(INSTANCE_ID).orElse(null));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
