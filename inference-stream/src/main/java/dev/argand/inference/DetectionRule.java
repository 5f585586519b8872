package dev.argand.inference;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.signal.FrontEnd;
import java.time.Duration;
import java.util.List;

/**
 * How windows become detections.
 *
 * <p>A label opens an event in a window that accepts it: highest score, not the background, at
 * least the model's threshold. The event is carried on by each window that starts no later than
 * {@code mergeGap} after its end and gives the label at least {@code release} times the threshold,
 * whatever label wins there. Lengths are in the source's samples, from the first window's start to
 * the last one's end, whose edges are rounded outward.
 *
 * @param release part of the threshold that carries an open event, in (0, 1]; 1 is no hysteresis
 * @param minLength from which an event is a detection; shorter ones are counted and forgotten
 * @param mergeGap between the end of one window and the start of the next of the same event
 * @param cooldown after the end of a detection in which its label opens no event at that source
 * @param maxLength that no detection exceeds; what goes on opens the next event
 * @param idle silence of a source after which its detections close by wall clock
 */
public record DetectionRule(
    double release,
    Duration minLength,
    Duration mergeGap,
    Duration cooldown,
    Duration maxLength,
    Duration idle) {

  private static final Duration LONGEST = Duration.ofDays(1);
  private static final long MILLIS_PER_SECOND = 1_000;

  public static final Setting<Double> RELEASE =
      Setting.decimal(
          "detections.release", 0.01, 1, 0.7, "part of the threshold that carries an open event");
  public static final Setting<Duration> MIN_LENGTH =
      Setting.duration(
          "detections.min.length", Duration.ZERO, "length from which an event is a detection");
  public static final Setting<Duration> MERGE_GAP =
      Setting.duration(
          "detections.merge.gap",
          Duration.ofMillis(500),
          "silence between two windows of the same detection");
  public static final Setting<Duration> COOLDOWN =
      Setting.duration(
          "detections.cooldown",
          Duration.ZERO,
          "after a detection, for how long its label opens no other at that source");
  public static final Setting<Duration> MAX_LENGTH =
      Setting.duration(
          "detections.max.length", Duration.ofMinutes(1), "length that no detection exceeds");
  public static final Setting<Duration> IDLE =
      Setting.duration(
          "detections.idle",
          Duration.ofSeconds(10),
          "silence of a source after which its detections close");

  /** The rule of the settings' defaults. */
  public static final DetectionRule USUAL =
      new DetectionRule(
          0.7,
          Duration.ZERO,
          Duration.ofMillis(500),
          Duration.ZERO,
          Duration.ofMinutes(1),
          Duration.ofSeconds(10));

  public DetectionRule {
    require(release > 0 && release <= 1, "detections.release must be in (0, 1], was " + release);
    requireUpToADay(MIN_LENGTH, minLength);
    requireUpToADay(MERGE_GAP, mergeGap);
    requireUpToADay(COOLDOWN, cooldown);
    requireUpToADay(MAX_LENGTH, maxLength);
    require(
        idle.compareTo(Duration.ofSeconds(1)) >= 0,
        "detections.idle must be at least 1 s, was %s s".formatted(seconds(idle)));
    require(
        minLength.compareTo(maxLength) <= 0,
        "detections.min.length must be at most detections.max.length of %s s, was %s s"
            .formatted(seconds(maxLength), seconds(minLength)));
  }

  /** Every setting that is read here. */
  public static List<Setting<?>> settings() {
    return List.of(RELEASE, MIN_LENGTH, MERGE_GAP, COOLDOWN, MAX_LENGTH, IDLE);
  }

  /**
   * Reads the settings.
   *
   * @throws SettingException naming the first that is wrong
   */
  public static DetectionRule of(Settings settings) throws SettingException {
    try {
      return new DetectionRule(
          settings.get(RELEASE),
          settings.get(MIN_LENGTH),
          settings.get(MERGE_GAP),
          settings.get(COOLDOWN),
          settings.get(MAX_LENGTH),
          settings.get(IDLE));
    } catch (IllegalArgumentException e) {
      throw new SettingException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Refuses a rule that windows of a front end can never satisfy: an event of n windows in a row
   * lasts window + (n - 1) hop, and some n must reach the least length without exceeding the
   * longest.
   *
   * @throws IllegalArgumentException with the arithmetic
   */
  public void requireReachable(FrontEnd frontEnd) {
    double window = (double) frontEnd.windowSamples() / frontEnd.sampleRateHz();
    double hop = (double) frontEnd.hopSamples() / frontEnd.sampleRateHz();
    long rate = frontEnd.sampleRateHz();
    long least = atLeast(minLength, rate) - frontEnd.windowSamples();
    long hops = least <= 0 ? 0 : -Math.floorDiv(-least, frontEnd.hopSamples());
    long length = frontEnd.windowSamples() + hops * frontEnd.hopSamples();
    require(
        length <= maxLength.toMillis() * rate / MILLIS_PER_SECOND,
        ("no detection can ever be made: detections.min.length of %s s takes %d windows, which last"
                + " %s s + %d * %s s = %s s, and detections.max.length is %s s")
            .formatted(
                seconds(minLength),
                hops + 1,
                window,
                hops,
                hop,
                (double) length / rate,
                seconds(maxLength)));
  }

  /** Least source samples of a detection. */
  long minSamples(int sampleRateHz) {
    return atLeast(minLength, sampleRateHz);
  }

  /** Most source samples between two windows of a detection. */
  long mergeSamples(int sampleRateHz) {
    return mergeGap.toMillis() * sampleRateHz / MILLIS_PER_SECOND;
  }

  /** Source samples of the cooldown. */
  long cooldownSamples(int sampleRateHz) {
    return atLeast(cooldown, sampleRateHz);
  }

  /** Most source samples of a detection: rounding both edges outward adds less than two. */
  long maxSamples(int sampleRateHz) {
    return atLeast(maxLength, sampleRateHz) + 1;
  }

  private static long atLeast(Duration length, long sampleRateHz) {
    return -Math.floorDiv(-length.toMillis() * sampleRateHz, MILLIS_PER_SECOND);
  }

  private static void requireUpToADay(Setting<Duration> setting, Duration value) {
    require(
        !value.isNegative() && value.compareTo(LONGEST) <= 0,
        "%s must be at most one day, was %s s".formatted(setting.name(), seconds(value)));
  }

  private static double seconds(Duration length) {
    return length.toMillis() / (double) MILLIS_PER_SECOND;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
