package dev.argand.inference;

import dev.argand.inference.evaluation.EvaluationApi;
import dev.argand.inference.evaluation.EvaluationConfig;
import dev.argand.inference.evaluation.EvaluationService;
import dev.argand.inference.rollout.RollbackPolicy;
import dev.argand.inference.rollout.RolloutGuard;
import dev.argand.runtime.Health;
import dev.argand.runtime.Lifecycle;
import dev.argand.runtime.ServiceProcess;
import dev.argand.runtime.Setting;
import dev.argand.runtime.Settings;
import dev.argand.runtime.Telemetry;
import dev.argand.runtime.TelemetrySettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The recognition service as a process of its own, set up from the environment. With the argument
 * {@code evaluation} it judges recognitions by labels instead, serves the accuracy, and guards
 * rollouts.
 */
public final class Main {
  /** Argument that asks for the evaluation. */
  public static final String EVALUATION = "evaluation";

  private static final TelemetrySettings TELEMETRY = TelemetrySettings.of("inference", 9102);
  private static final TelemetrySettings EVALUATION_TELEMETRY =
      TelemetrySettings.of(EVALUATION, 9104);

  private Main() {}

  /** Runs until SIGTERM; see {@link ServiceProcess} for the exit codes. */
  public static void main(String[] args) {
    if (args.length == 1 && args[0].equals(EVALUATION)) {
      ServiceProcess.run(EVALUATION, evaluationSettings(), Main::openEvaluation);
    } else {
      ServiceProcess.run("inference", settings(), Main::open);
    }
  }

  /** Every setting of the service. */
  public static List<Setting<?>> settings() {
    List<Setting<?>> settings = new ArrayList<>(InferenceConfig.settings());
    settings.addAll(TELEMETRY.settings());
    return List.copyOf(settings);
  }

  /** Every setting of the evaluation. */
  public static List<Setting<?>> evaluationSettings() {
    List<Setting<?>> settings = new ArrayList<>(EvaluationConfig.settings());
    settings.add(RolloutGuard.POLICY);
    settings.addAll(EVALUATION_TELEMETRY.settings());
    return List.copyOf(settings);
  }

  private static void openEvaluation(Settings settings, Lifecycle parts) throws Exception {
    EvaluationConfig config = EvaluationConfig.of(settings);
    RollbackPolicy policy = RollbackPolicy.read(settings.find(RolloutGuard.POLICY).orElse(null));
    Health health = new Health();
    Telemetry telemetry = parts.own("telemetry", EVALUATION_TELEMETRY.start(settings, health));
    EvaluationService evaluation =
        parts.own("evaluation", EvaluationService.start(config, telemetry.registry(), health));
    EvaluationApi.register(telemetry.server(), evaluation.table());
    parts.own(
        "rollout guard",
        RolloutGuard.start(
            config.bootstrapServers(), config.topicPrefix(), policy, health, Clock.systemUTC()));
  }

  private static void open(Settings settings, Lifecycle parts) throws Exception {
    InferenceConfig config = InferenceConfig.of(settings);
    Health health = new Health();
    Telemetry telemetry = parts.own("telemetry", TELEMETRY.start(settings, health));
    parts.own("recognition", InferenceService.start(config, telemetry.registry(), health));
  }
}
