package dev.argand.ingest;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.runtime.TelemetrySettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings of the ingest service.
 *
 * @param bootstrapServers Kafka's addresses
 * @param topicPrefix what the topics' names begin with
 * @param maxSources how many sources may play at once
 * @param sources what is played from the start on; may be empty
 */
public record IngestConfig(
    String bootstrapServers, String topicPrefix, int maxSources, List<SourceSpec> sources) {

  /** Where the service's meters and health are served. */
  public static final TelemetrySettings TELEMETRY = TelemetrySettings.of("ingest", 9101);

  private static final Setting<Integer> MAX_SOURCES =
      Setting.integer("ingest.max-sources", 1, 10_000, 64, "How many sources may play at once.");
  private static final Setting<Map<String, Path>> SOURCES =
      Setting.of(
          "ingest.sources",
          "ID=PATH pairs separated by commas, each id once, such as hall=/audio/hall,door=door.wav",
          IngestConfig::parseSources,
          Map.of(),
          "Sources to play from the start on: an audio file or a folder of them each.");
  private static final Setting<Double> SPEED =
      Setting.decimal(
          "ingest.speed", 0, 1_000, 1.0, "How fast they play; 1 is real time, 0 as it goes.");
  private static final Setting<Boolean> LOOP =
      Setting.flag("ingest.loop", false, "Whether they begin again at their end.");

  public IngestConfig {
    sources = List.copyOf(sources);
    if (sources.size() > maxSources) {
      throw new IllegalArgumentException(
          "at most ingest.max-sources = %d sources were expected in ingest.sources, were %d"
              .formatted(maxSources, sources.size()));
    }
  }

  /** Every setting of the service, for help, documentation and the check of names. */
  public static List<Setting<?>> settings() {
    List<Setting<?>> settings = new ArrayList<>();
    settings.add(KafkaConfigs.BOOTSTRAP_SERVERS);
    settings.add(KafkaConfigs.TOPIC_PREFIX);
    settings.addAll(TELEMETRY.settings());
    settings.addAll(List.of(MAX_SOURCES, SOURCES, SPEED, LOOP));
    return List.copyOf(settings);
  }

  /**
   * Reads them.
   *
   * @throws SettingException for the first that is not what is expected
   */
  public static IngestConfig from(Settings settings) throws SettingException {
    double speed = settings.get(SPEED);
    boolean loop = settings.get(LOOP);
    try {
      return new IngestConfig(
          settings.get(KafkaConfigs.BOOTSTRAP_SERVERS),
          settings.get(KafkaConfigs.TOPIC_PREFIX),
          settings.get(MAX_SOURCES),
          settings.get(SOURCES).entrySet().stream()
              .map(source -> new SourceSpec(source.getKey(), source.getValue(), speed, loop))
              .toList());
    } catch (IllegalArgumentException e) {
      throw new SettingException(String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, Path> parseSources(String text) {
    Map<String, Path> sources = new LinkedHashMap<>();
    for (String pair : Arrays.stream(text.split(",", -1)).map(String::strip).toList()) {
      int equals = pair.indexOf('=');
      if (equals < 1
          || equals == pair.length() - 1
          || sources.put(pair.substring(0, equals), Path.of(pair.substring(equals + 1))) != null) {
        throw new IllegalArgumentException();
      }
    }
    return sources;
  }
}
