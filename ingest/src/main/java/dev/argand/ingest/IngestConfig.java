package dev.argand.ingest;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.util.List;
import java.util.Optional;

/**
 * Settings of the ingest service.
 *
 * @param bootstrapServers Kafka's addresses
 * @param topicPrefix what the topics' names begin with
 * @param telemetryHost where meters and health are served
 * @param telemetryPort the port for it; 0 for any free one
 * @param telemetryToken what requests must carry; needed beyond loopback
 * @param maxSources how many sources may play at once
 */
public record IngestConfig(
    String bootstrapServers,
    String topicPrefix,
    String telemetryHost,
    int telemetryPort,
    Optional<String> telemetryToken,
    int maxSources) {

  private static final Setting<String> TELEMETRY_HOST =
      Setting.text("ingest.telemetry.host", "127.0.0.1", "Where ingest serves meters and health.");
  private static final Setting<Integer> TELEMETRY_PORT =
      Setting.integer("ingest.telemetry.port", 0, 65_535, 9101, "The port for it; 0 is any.");
  private static final Setting<String> TELEMETRY_TOKEN =
      Setting.secret(
          "ingest.telemetry.token", "Bearer token of its requests; needed beyond loopback.");
  private static final Setting<Integer> MAX_SOURCES =
      Setting.integer("ingest.max-sources", 1, 10_000, 64, "How many sources may play at once.");

  /** Every setting that {@link #from} reads, for help, documentation and the check of names. */
  public static List<Setting<?>> settings() {
    return List.of(
        KafkaConfigs.BOOTSTRAP_SERVERS,
        KafkaConfigs.TOPIC_PREFIX,
        TELEMETRY_HOST,
        TELEMETRY_PORT,
        TELEMETRY_TOKEN,
        MAX_SOURCES);
  }

  /**
   * Reads them.
   *
   * @throws SettingException for the first that is not what is expected
   */
  public static IngestConfig from(Settings settings) throws SettingException {
    return new IngestConfig(
        settings.get(KafkaConfigs.BOOTSTRAP_SERVERS),
        settings.get(KafkaConfigs.TOPIC_PREFIX),
        settings.get(TELEMETRY_HOST),
        settings.get(TELEMETRY_PORT),
        settings.find(TELEMETRY_TOKEN),
        settings.get(MAX_SOURCES));
  }
}
