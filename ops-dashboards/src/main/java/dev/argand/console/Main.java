package dev.argand.console;

import dev.argand.runtime.Health;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Lifecycle;
import dev.argand.runtime.ServiceProcess;
import dev.argand.runtime.Setting;
import dev.argand.runtime.Settings;
import dev.argand.runtime.Telemetry;
import dev.argand.runtime.TelemetrySettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The console as a process of its own, set up from the environment. */
public final class Main {
  private static final TelemetrySettings TELEMETRY = TelemetrySettings.of("console", 9105);

  private Main() {}

  /** Runs until SIGTERM; see {@link ServiceProcess} for the exit codes. */
  public static void main(String[] args) {
    ServiceProcess.run("console", settings(), Main::open);
  }

  /** Every setting. */
  public static List<Setting<?>> settings() {
    List<Setting<?>> settings = new ArrayList<>();
    settings.add(KafkaConfigs.BOOTSTRAP_SERVERS);
    settings.add(KafkaConfigs.TOPIC_PREFIX);
    settings.addAll(TELEMETRY.settings());
    return List.copyOf(settings);
  }

  private static void open(Settings settings, Lifecycle parts) throws Exception {
    Health health = new Health();
    Telemetry telemetry = parts.own("telemetry", TELEMETRY.start(settings, health));
    parts.own(
        "console",
        ConsoleService.start(
            settings.get(KafkaConfigs.BOOTSTRAP_SERVERS),
            settings.get(KafkaConfigs.TOPIC_PREFIX),
            telemetry.server(),
            Clock.systemUTC()));
    // A page without Kafka says so itself, and that is what it is wanted for then.
    health.ready("console", true, "serving");
  }
}
