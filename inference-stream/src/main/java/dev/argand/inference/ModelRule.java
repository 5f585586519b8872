package dev.argand.inference;

import dev.argand.network.LoadBudget;
import dev.argand.network.ModelEngine;
import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which models may serve on an instance, and how a new one is watched.
 *
 * @param engine what computes a model's scores
 * @param budget what a model may take; one that takes more is refused when it is loaded
 * @param watch how long a champion that was not tried is compared with the one before, from its
 *     promotion on; zero never compares
 */
public record ModelRule(ModelEngine engine, LoadBudget budget, Duration watch) {
  public static final Setting<ModelEngine> ENGINE =
      Setting.choice(
          "inference.engine",
          ModelEngine.class,
          ModelEngine.PYTORCH,
          "what computes scores: pytorch, or onnx-runtime, which takes less time");
  public static final Setting<Duration> MAX_LATENCY =
      Setting.duration(
          "inference.model.max.latency",
          null,
          "most time that a window may take a model, else it is refused; by default its own hop");
  public static final Setting<Integer> MAX_MEMORY =
      Setting.integer(
          "inference.model.max.memory.mib",
          1,
          1 << 20,
          2_048,
          "most MiB that a model's weights and a call may take, else it is refused");
  public static final Setting<Duration> WATCH =
      Setting.duration(
          "inference.watch",
          Duration.ofMinutes(10),
          "how long a champion that was not tried is compared with the one before; 0s never");

  /** The rule of the settings' defaults. */
  public static final ModelRule USUAL =
      new ModelRule(ModelEngine.PYTORCH, budget(null, 2_048), Duration.ofMinutes(10));

  public ModelRule {
    if (watch.isNegative()) {
      throw new IllegalArgumentException(
          "%s must not be negative, was %s".formatted(WATCH.name(), watch));
    }
  }

  /** Every setting that is read here. */
  public static List<Setting<?>> settings() {
    return List.of(ENGINE, MAX_LATENCY, MAX_MEMORY, WATCH);
  }

  static ModelRule of(Settings settings) throws SettingException {
    return new ModelRule(
        settings.get(ENGINE),
        budget(settings.find(MAX_LATENCY).orElse(null), settings.get(MAX_MEMORY)),
        settings.get(WATCH));
  }

  private static LoadBudget budget(@Nullable Duration latency, int mebibytes) {
    if (latency != null && latency.isZero()) {
      throw new IllegalArgumentException(MAX_LATENCY.name() + " must be above 0s, was 0s");
    }
    return new LoadBudget(latency, (long) mebibytes << 20);
  }
}
