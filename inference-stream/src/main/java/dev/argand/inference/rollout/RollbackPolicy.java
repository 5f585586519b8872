package dev.argand.inference.rollout;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When a challenger, or a champion that was not tried, is taken back without a label: the rollback
 * policy's file. Every name has a default that runs.
 *
 * <p>Challenger and champion are compared on the same windows, so what a site sounds like, or when,
 * does not matter. A saying is an accepted label; a window without one is background.
 *
 * @param mode whether a breach takes the challenger back, is only told, or is not looked for
 * @param windows newest windows of the challenger's sources that are looked at
 * @param least and how many there must be
 * @param rateLow least ratio of the challenger's sayings to the champion's
 * @param rateHigh greatest
 * @param disagreement greatest share of windows said otherwise, of the newest that either says
 *     something of
 * @param leastSaid how many such windows there must be
 * @param timeFactor greatest ratio of the challenger's mean time a window to the champion's
 * @param timeFloorMillis time below which no ratio counts
 * @param watch how long after its promotion a champion that was not tried can be taken back; zero
 *     never
 */
public record RollbackPolicy(
    Mode mode,
    int windows,
    int least,
    double rateLow,
    double rateHigh,
    double disagreement,
    int leastSaid,
    double timeFactor,
    double timeFloorMillis,
    Duration watch) {

  /** What a breach does. */
  public enum Mode {
    /** The challenger is taken back. */
    ACT,
    /** It is told, and nothing else. */
    DRY_RUN,
    /** Nothing is looked for. */
    OFF
  }

  static final Setting<Mode> MODE =
      Setting.choice(
          "rollback",
          Mode.class,
          Mode.ACT,
          "Whether a breach acts, is only told, or not looked for.");
  static final Setting<Integer> WINDOWS =
      Setting.integer(
          "rollback.windows", 20, 100_000, 400, "Newest windows of the challenger's sources.");
  static final Setting<Integer> LEAST =
      Setting.integer("rollback.windows.least", 10, 100_000, 100, "How many there must be.");
  static final Setting<Double> RATE_LOW =
      Setting.decimal(
          "rollback.rate.low",
          0,
          1,
          0.25,
          "Least ratio of the challenger's sayings to the champion's.");
  static final Setting<Double> RATE_HIGH =
      Setting.decimal("rollback.rate.high", 1, 1000, 4.0, "Greatest ratio of them.");
  static final Setting<Double> DISAGREEMENT =
      Setting.decimal(
          "rollback.disagreement",
          0,
          1,
          0.8,
          "Greatest share of windows said otherwise, of those that either says something of.");
  static final Setting<Integer> LEAST_SAID =
      Setting.integer("rollback.said.least", 5, 100_000, 30, "How many of those there must be.");
  static final Setting<Double> TIME_FACTOR =
      Setting.decimal(
          "rollback.time.factor", 1, 1000, 5.0, "Greatest ratio of mean times a window.");
  static final Setting<Double> TIME_FLOOR =
      Setting.decimal(
          "rollback.time.floor.ms", 0, 60_000, 20.0, "Mean time below which no ratio counts.");

  static final Setting<Duration> WATCH =
      Setting.duration(
          "rollback.watch",
          Duration.ofMinutes(10),
          "How long after its promotion a champion that was not tried can be taken back.");

  /** Every setting. */
  static final List<Setting<?>> ALL =
      List.of(
          MODE,
          WINDOWS,
          LEAST,
          RATE_LOW,
          RATE_HIGH,
          DISAGREEMENT,
          LEAST_SAID,
          TIME_FACTOR,
          TIME_FLOOR,
          WATCH);

  public RollbackPolicy {
    if (least > windows) {
      throw new IllegalArgumentException(
          "rollback.windows.least must be at most rollback.windows, was %d over %d"
              .formatted(least, windows));
    }
  }

  /** The policy of an empty file. */
  public static RollbackPolicy defaults() {
    try {
      return of(Settings.of(Map.of(), Map.of()), "rollback policy");
    } catch (SettingException e) {
      throw new IllegalStateException("a policy's defaults are valid", e);
    }
  }

  /**
   * Reads a policy file: Java properties in UTF-8.
   *
   * @param file null for the defaults
   * @throws SettingException naming what is unknown or not what was expected
   */
  public static RollbackPolicy read(@Nullable Path file) throws SettingException {
    return file == null
        ? defaults()
        : of(Settings.of(Map.of(), Map.of(), file).refuseUnknown(ALL), "rollback policy " + file);
  }

  private static RollbackPolicy of(Settings s, String origin) throws SettingException {
    try {
      return new RollbackPolicy(
          s.get(MODE),
          s.get(WINDOWS),
          s.get(LEAST),
          s.get(RATE_LOW),
          s.get(RATE_HIGH),
          s.get(DISAGREEMENT),
          s.get(LEAST_SAID),
          s.get(TIME_FACTOR),
          s.get(TIME_FLOOR),
          s.get(WATCH));
    } catch (IllegalArgumentException e) {
      throw new SettingException("%s: %s".formatted(origin, e.getMessage()));
    }
  }
}
