package dev.argand.search.clip;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.schemas.avro.ClipKind;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much audio of what was heard is kept, and for how long.
 *
 * <p>Kinds are in classes: when room is needed, near misses go first, then the random sample, then
 * detections, of each the oldest; none ever makes room for a lower class.
 *
 * @param preRoll audio before a detection or window, as far as there is any
 * @param postRoll audio behind it
 * @param longest that no clip exceeds: what is longer is cut off there
 * @param quotaBytes of all files together; no file is written that would exceed it
 * @param keepDetections for how long the clip of a detection is kept; zero keeps none
 * @param keepAudits the same of the random sample
 * @param keepNearMisses the same of near misses
 */
public record KeepRule(
    Duration preRoll,
    Duration postRoll,
    Duration longest,
    long quotaBytes,
    Duration keepDetections,
    Duration keepAudits,
    Duration keepNearMisses) {

  private static final Duration LONGEST_ROLL = Duration.ofMinutes(1);
  private static final Duration SHORTEST_CLIP = Duration.ofSeconds(1);
  private static final Duration LONGEST_CLIP = Duration.ofMinutes(10);
  private static final long LEAST_QUOTA = 1L << 20;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})(MB|GB|TB|)");

  public static final Setting<Duration> PRE_ROLL =
      Setting.duration("clips.pre.roll", Duration.ofSeconds(1), "audio kept before what was heard");
  public static final Setting<Duration> POST_ROLL =
      Setting.duration(
          "clips.post.roll", Duration.ofSeconds(1), "audio kept behind what was heard");
  public static final Setting<Duration> LONGEST =
      Setting.duration("clips.max.length", Duration.ofSeconds(30), "length that no clip exceeds");
  public static final Setting<Long> QUOTA =
      Setting.of(
          "clips.quota",
          "a number of bytes, or a size like 500MB, 2GB or 1TB",
          KeepRule::bytes,
          1_000_000_000L,
          "bytes that the clips of what was heard may take, such as 500MB");
  public static final Setting<Duration> KEEP_DETECTIONS =
      Setting.duration(
          "clips.keep.detections", Duration.ofDays(30), "age of a detection's clip; 0s keeps none");
  public static final Setting<Duration> KEEP_AUDITS =
      Setting.duration(
          "clips.keep.audits", Duration.ofDays(14), "age of a random sample's clip; 0s keeps none");
  public static final Setting<Duration> KEEP_NEAR_MISSES =
      Setting.duration(
          "clips.keep.near.misses", Duration.ofDays(3), "age of a near miss's clip; 0s keeps none");

  /** The rule of the settings' defaults. */
  public static final KeepRule USUAL =
      new KeepRule(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          1_000_000_000L,
          Duration.ofDays(30),
          Duration.ofDays(14),
          Duration.ofDays(3));

  public KeepRule {
    requireAtMost(PRE_ROLL, preRoll, LONGEST_ROLL);
    requireAtMost(POST_ROLL, postRoll, LONGEST_ROLL);
    require(
        longest.compareTo(SHORTEST_CLIP) >= 0 && longest.compareTo(LONGEST_CLIP) <= 0,
        "%s must be 1 s to 10 minutes, was %s s".formatted(LONGEST.name(), seconds(longest)));
    require(
        longest.compareTo(preRoll) > 0,
        "%s must be longer than %s of %s s, was %s s"
            .formatted(LONGEST.name(), PRE_ROLL.name(), seconds(preRoll), seconds(longest)));
    require(
        quotaBytes >= LEAST_QUOTA,
        "%s must be at least 1048576 bytes, was %d".formatted(QUOTA.name(), quotaBytes));
  }

  /** Every setting that is read here. */
  public static List<Setting<?>> settings() {
    return List.of(
        PRE_ROLL, POST_ROLL, LONGEST, QUOTA, KEEP_DETECTIONS, KEEP_AUDITS, KEEP_NEAR_MISSES);
  }

  /**
   * Reads the settings.
   *
   * @throws SettingException naming the first that is wrong
   */
  public static KeepRule of(Settings settings) throws SettingException {
    try {
      return new KeepRule(
          settings.get(PRE_ROLL),
          settings.get(POST_ROLL),
          settings.get(LONGEST),
          settings.get(QUOTA),
          settings.get(KEEP_DETECTIONS),
          settings.get(KEEP_AUDITS),
          settings.get(KEEP_NEAR_MISSES));
    } catch (IllegalArgumentException e) {
      throw new SettingException(String.valueOf(e.getMessage()));
    }
  }

  /** For how long clips of a kind are kept; zero for one that is not kept here. */
  Duration age(ClipKind kind) {
    return switch (kind) {
      case DETECTION -> keepDetections;
      case AUDIT -> keepAudits;
      case NEAR_MISS -> keepNearMisses;
      case LABEL, UNKNOWN -> Duration.ZERO;
    };
  }

  /** Audio is held for who still waits for it, and a moment for who comes late. */
  CutRule cutting() {
    return new CutRule(longest, 0, Duration.ofSeconds(2));
  }

  /** The audio around samples [first, end), cut off at the longest clip. */
  Stretch.Samples around(String sessionId, long first, long end, int sampleRateHz) {
    long from = Math.max(0, first - CutRule.samples(preRoll, sampleRateHz));
    return new Stretch.Samples(sessionId, from, end + CutRule.samples(postRoll, sampleRateHz));
  }

  private static long bytes(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw new IllegalArgumentException("no size: " + text);
    }
    long unit =
        switch (size.group(2)) {
          case "MB" -> 1_000_000L;
          case "GB" -> 1_000_000_000L;
          case "TB" -> 1_000_000_000_000L;
          default -> 1L;
        };
    BigInteger bytes = new BigInteger(size.group(1)).multiply(BigInteger.valueOf(unit));
    return bytes.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
  }

  private static void requireAtMost(Setting<Duration> setting, Duration value, Duration most) {
    require(
        !value.isNegative() && value.compareTo(most) <= 0,
        "%s must be 0 to %s s, was %s s"
            .formatted(setting.name(), most.toSeconds(), seconds(value)));
  }

  private static double seconds(Duration length) {
    return length.toMillis() / 1_000.0;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
