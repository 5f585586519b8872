package dev.argand.inference;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.schemas.avro.Route;
import java.time.Duration;
import java.util.List;

/**
 * Which windows are given up so that the newest are heard in time.
 *
 * <p>Lag is the age of a frame by Kafka's timestamp, which is the broker's: a source or a sending
 * host whose clock is wrong sheds nothing. It counts from when the instance began to serve where
 * that is later: what came before the first champion, or while nobody ran, is no overload, and as
 * long as {@code maxLag} may be spent on it. The windows that a frame completes are shed together.
 * The shadow gives way at half the lag at which the champion does. Audio, its place and the
 * detections' rule stay as they are, so the first window after a shed range is that of an
 * uninterrupted run.
 *
 * @param maxLag beyond which the champion's windows are shed; zero sheds nothing, ever
 */
public record OverloadRule(Duration maxLag) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** A pause of a minute, and as long again to come back from it, is no overload. */
  private static final Duration USUAL_MAX_LAG = Duration.ofMinutes(2);

  public static final Setting<Duration> MAX_LAG =
      Setting.duration(
          "inference.max.lag",
          USUAL_MAX_LAG,
          "age beyond which windows are shed, the shadow's from half of it on; 0s never sheds");

  /** The rule of the settings' defaults. */
  public static final OverloadRule USUAL = new OverloadRule(USUAL_MAX_LAG);

  public OverloadRule {
    if (!maxLag.isZero() && maxLag.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "%s must be 0s or at least 1s, was %d ms".formatted(MAX_LAG.name(), maxLag.toMillis()));
    }
  }

  /** Every setting that is read here. */
  public static List<Setting<?>> settings() {
    return List.of(MAX_LAG);
  }

  static OverloadRule of(Settings settings) throws SettingException {
    return new OverloadRule(settings.get(MAX_LAG));
  }

  /**
   * How long a frame has waited for an instance that could hear it.
   *
   * @param arrivedAtMillis Kafka's timestamp of it
   * @param servesSinceMillis when the instance began to serve
   */
  static long lagMillis(long nowMillis, long arrivedAtMillis, long servesSinceMillis) {
    return Math.max(0, nowMillis - Math.max(arrivedAtMillis, servesSinceMillis));
  }

  /** Lag beyond which a route's windows are shed; {@link Long#MAX_VALUE} where none ever is. */
  long limitMillis(Route route) {
    if (maxLag.isZero()) {
      return Long.MAX_VALUE;
    }
    return route == Route.SHADOW ? maxLag.toMillis() / 2 : maxLag.toMillis();
  }

  /** Whether a route's windows are shed at a lag. */
  boolean sheds(Route route, long lagMillis) {
    return lagMillis > limitMillis(route);
  }
}
