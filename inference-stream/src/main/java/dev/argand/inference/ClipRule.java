package dev.argand.inference;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.WindowDecision;
import dev.argand.signal.CounterRandom;
import java.util.List;

/**
 * Of which heard audio a clip is asked for. It only asks, on {@code clips.wanted}: who keeps clips
 * cuts them from {@code audio.frames}.
 *
 * <p>The audit sample is a pure function of the seed and the window's id: a replay, a restart and
 * another instance sample the same windows, and the sample of a smaller rate is part of that of a
 * greater one.
 *
 * @param detections whether each detection is asked for once it is over
 * @param nearMissMargin part of its threshold by which a window's best score may miss it and still
 *     count as a near miss, in [0, 1); 0 asks for none
 * @param auditRate share of all windows that is sampled, in [0, 1]; 0 samples none
 * @param auditSeed of the sample
 */
public record ClipRule(boolean detections, double nearMissMargin, double auditRate, int auditSeed) {
  private static final double MOST_MARGIN = 0.99;

  public static final Setting<Boolean> DETECTIONS =
      Setting.flag("clips.detections", true, "whether the audio of detections is kept");
  public static final Setting<Double> NEAR_MISS_MARGIN =
      Setting.decimal(
          "clips.near.miss.margin",
          0,
          MOST_MARGIN,
          0.1,
          "part of the threshold within which a peak below it is kept; 0 keeps none");
  public static final Setting<Double> AUDIT_RATE =
      Setting.decimal(
          "clips.audit.rate", 0, 1, 0.001, "share of all windows that is kept as a random sample");
  public static final Setting<Integer> AUDIT_SEED =
      Setting.integer(
          "clips.audit.seed", 0, Integer.MAX_VALUE, 1, "seed of the random sample of windows");

  /** The rule of the settings' defaults. */
  public static final ClipRule USUAL = new ClipRule(true, 0.1, 0.001, 1);

  /** Asks for nothing. */
  public static final ClipRule NONE = new ClipRule(false, 0, 0, 1);

  public ClipRule {
    require(
        nearMissMargin >= 0 && nearMissMargin <= MOST_MARGIN,
        "%s must be in [0, %s], was %s"
            .formatted(NEAR_MISS_MARGIN.name(), MOST_MARGIN, nearMissMargin));
    require(
        auditRate >= 0 && auditRate <= 1,
        "%s must be in [0, 1], was %s".formatted(AUDIT_RATE.name(), auditRate));
  }

  /** Every setting that is read here. */
  public static List<Setting<?>> settings() {
    return List.of(DETECTIONS, NEAR_MISS_MARGIN, AUDIT_RATE, AUDIT_SEED);
  }

  static ClipRule of(Settings settings) throws SettingException {
    return new ClipRule(
        settings.get(DETECTIONS),
        settings.get(NEAR_MISS_MARGIN),
        settings.get(AUDIT_RATE),
        settings.get(AUDIT_SEED));
  }

  /** Whether a window belongs to the random sample. */
  public boolean audits(String windowId) {
    return auditRate > 0
        && CounterRandom.of(auditSeed).at("audit").at(windowId).nextDouble() < auditRate;
  }

  /**
   * Whether a window misses the threshold of its best label by so little that it is worth a look.
   */
  boolean nearlyAccepts(Recognition window) {
    return nearMissMargin > 0
        && window.getDecision() == WindowDecision.BELOW_THRESHOLD
        && window.getScore() >= (1 - nearMissMargin) * window.getThreshold();
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
