package dev.argand.search.trigger;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When a search starts by itself, and what it searches: the policy file. Every name has a default
 * that runs; docs/policy.md describes them.
 *
 * @param labelsNew labelled clips that must be new since the last start
 * @param accuracyWindows labelled windows of the champion that are looked at, the newest
 * @param accuracyBound accuracy below which the champion is too bad, 0 to 1: fires when the upper
 *     end of the 95 % interval lies below it
 * @param cooldown pause after a run's end; a person need not wait
 * @param settle how long labels must have paused before they fire, so that a storm is one run
 * @param settleMost and how long they may go on, once there are enough
 * @param profile a built-in profile's name, or a properties file
 * @param data base data set, to which the labelled clips are added
 * @param seed fixes a run
 * @param webhookAlerts names of alerts that may start a run; empty for any
 */
public record Policy(
    int labelsNew,
    int accuracyWindows,
    double accuracyBound,
    Duration cooldown,
    Duration settle,
    Duration settleMost,
    String profile,
    String data,
    long seed,
    Set<String> webhookAlerts) {

  private static final String ANY = "any";

  static final Setting<Integer> LABELS_NEW =
      Setting.integer(
          "labels.new", 1, 10_000_000, 200, "Labelled clips, new since the last start, that fire.");
  static final Setting<Integer> ACCURACY_WINDOWS =
      Setting.integer(
          "accuracy.windows",
          10,
          100_000,
          200,
          "Labelled windows of the champion that its accuracy is taken over, the newest.");
  static final Setting<Double> ACCURACY_BOUND =
      Setting.decimal(
          "accuracy.bound",
          0,
          1,
          0.75,
          "Fires when the upper end of the accuracy's 95 % interval is below this; 0 never does.");
  static final Setting<Duration> COOLDOWN =
      Setting.duration(
          "cooldown",
          Duration.ofMinutes(10),
          "Pause after a run's end before anything but a person starts another.");
  static final Setting<Duration> SETTLE =
      Setting.duration(
          "settle", Duration.ofSeconds(5), "How long labels must have paused before they fire.");
  static final Setting<Duration> SETTLE_MOST =
      Setting.duration(
          "settle.most",
          Duration.ofMinutes(3),
          "How long after there are enough labels they fire at the latest, pause or not.");
  static final Setting<String> PROFILE =
      Setting.text(
          "profile", "cpu", "Profile of the search: cpu, words, ... or a properties file.");
  static final Setting<String> DATA =
      Setting.text(
          "data", "bundled", "Base data set: bundled, bundled:events, bundled:words or a folder.");
  static final Setting<Long> SEED =
      Setting.of("seed", "a whole number", Long::parseLong, 1L, "All randomness comes from it.");
  static final Setting<Set<String>> WEBHOOK_ALERTS =
      Setting.of(
          "webhook.alerts",
          "any, or names of alerts with commas between",
          Policy::names,
          Set.of(),
          "Alerts of Alertmanager that start a run.");

  /** Every setting, in the order of the documentation. */
  static final List<Setting<?>> ALL =
      List.of(
          LABELS_NEW,
          ACCURACY_WINDOWS,
          ACCURACY_BOUND,
          COOLDOWN,
          SETTLE,
          SETTLE_MOST,
          PROFILE,
          DATA,
          SEED,
          WEBHOOK_ALERTS);

  public Policy {
    webhookAlerts = Set.copyOf(webhookAlerts);
    if (labelsNew < 1 || accuracyWindows < 1) {
      throw new IllegalArgumentException(
          "labels.new and accuracy.windows must be at least 1, were %d and %d"
              .formatted(labelsNew, accuracyWindows));
    }
    if (!(accuracyBound >= 0 && accuracyBound <= 1)) {
      throw new IllegalArgumentException("accuracy.bound must be 0 to 1, was " + accuracyBound);
    }
    if (settle.compareTo(settleMost) > 0) {
      throw new IllegalArgumentException(
          "settle must be at most settle.most, was %s over %s".formatted(settle, settleMost));
    }
  }

  /** The policy of an empty file. */
  public static Policy defaults() {
    try {
      return of(Settings.of(Map.of(), Map.of()), "policy");
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
  public static Policy read(@Nullable Path file) throws SettingException {
    return file == null ? defaults() : of(Settings.of(Map.of(), Map.of(), file), "policy " + file);
  }

  /** Whether an alert of this name may start a run. */
  public boolean heeds(String alert) {
    return webhookAlerts.isEmpty() || webhookAlerts.contains(alert);
  }

  private static Policy of(Settings given, String origin) throws SettingException {
    Settings s = given.refuseUnknown(ALL);
    try {
      return new Policy(
          s.get(LABELS_NEW),
          s.get(ACCURACY_WINDOWS),
          s.get(ACCURACY_BOUND),
          s.get(COOLDOWN),
          s.get(SETTLE),
          s.get(SETTLE_MOST),
          s.get(PROFILE),
          s.get(DATA),
          s.get(SEED),
          s.get(WEBHOOK_ALERTS));
    } catch (IllegalArgumentException e) {
      throw new SettingException("%s: %s".formatted(origin, e.getMessage()));
    }
  }

  private static Set<String> names(String text) {
    if (text.equals(ANY)) {
      return Set.of();
    }
    Set<String> names = new TreeSet<>();
    Arrays.stream(text.split(",")).map(String::strip).forEach(names::add);
    if (names.contains("") || names.contains(ANY)) {
      throw new IllegalArgumentException();
    }
    return names;
  }
}
