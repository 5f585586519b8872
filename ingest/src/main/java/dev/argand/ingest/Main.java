package dev.argand.ingest;

import dev.argand.runtime.Health;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Lifecycle;
import dev.argand.runtime.ServiceProcess;
import dev.argand.runtime.Settings;
import dev.argand.runtime.Telemetry;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.Topic;
import org.apache.kafka.clients.admin.Admin;

/**
 * The ingest service as a process of its own, set up from the environment. Sources that have ended,
 * well or not, leave the service running: their state is in the meter {@code ingest.sources}.
 */
public final class Main {
  private Main() {}

  /** Runs until SIGTERM; see {@link ServiceProcess} for the exit codes. */
  public static void main(String[] args) {
    ServiceProcess.run("ingest", IngestConfig.settings(), Main::open);
  }

  private static void open(Settings settings, Lifecycle parts) throws Exception {
    IngestConfig config = IngestConfig.from(settings);
    Health health = new Health();
    health.ready("ingest", false, "starting");
    Telemetry telemetry = parts.own("telemetry", IngestConfig.TELEMETRY.start(settings, health));
    try (Admin admin =
        Admin.create(KafkaConfigs.admin(config.bootstrapServers(), "argand-ingest-topics"))) {
      TopicAdmin.ensure(admin, config.topicPrefix(), Topic.AUDIO_FRAMES);
    }
    IngestService ingest =
        parts.own(
            "ingest",
            new IngestService(
                config.bootstrapServers(),
                config.topicPrefix(),
                telemetry.registry(),
                config.maxSources()));
    config.sources().forEach(ingest::add);
    health.ready("ingest", true, "%d source(s) started".formatted(config.sources().size()));
  }
}
