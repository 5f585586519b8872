package dev.argand.inference;

import dev.argand.runtime.Health;
import dev.argand.runtime.Lifecycle;
import dev.argand.runtime.ServiceProcess;
import dev.argand.runtime.Setting;
import dev.argand.runtime.Settings;
import dev.argand.runtime.Telemetry;
import dev.argand.runtime.TelemetrySettings;
import java.util.ArrayList;
import java.util.List;

/** The recognition service as a process of its own, set up from the environment. */
public final class Main {
  private static final TelemetrySettings TELEMETRY = TelemetrySettings.of("inference", 9102);

  private Main() {}

  /** Runs until SIGTERM; see {@link ServiceProcess} for the exit codes. */
  public static void main(String[] args) {
    ServiceProcess.run("inference", settings(), Main::open);
  }

  /** Every setting of the service. */
  public static List<Setting<?>> settings() {
    List<Setting<?>> settings = new ArrayList<>(InferenceConfig.settings());
    settings.addAll(TELEMETRY.settings());
    return List.copyOf(settings);
  }

  private static void open(Settings settings, Lifecycle parts) throws Exception {
    InferenceConfig config = InferenceConfig.of(settings);
    Health health = new Health();
    Telemetry telemetry = parts.own("telemetry", TELEMETRY.start(settings, health));
    parts.own("recognition", InferenceService.start(config, telemetry.registry(), health));
  }
}
