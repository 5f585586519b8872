package dev.argand.inference;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.time.Duration;
import java.util.List;

/**
 * When what is kept of a source that no longer sends is given up.
 *
 * <p>By default after as long as {@code audio.frames} keeps a frame: then nothing of the source can
 * come twice any more.
 *
 * @param after since it was last heard, by whatever instance; zero keeps everything for ever
 */
public record ForgetRule(Duration after) {
  private static final Duration SHORTEST = Duration.ofMinutes(10);
  private static final Duration RETENTION = Duration.ofHours(24);

  public static final Setting<Duration> AFTER =
      Setting.duration(
          "inference.forget.after",
          RETENTION,
          "silence after which a source's last windows are said and its state is deleted, at least"
              + " 10m; 0s never");

  /** The rule of the settings' defaults. */
  public static final ForgetRule USUAL = new ForgetRule(RETENTION);

  public ForgetRule {
    if (!after.isZero() && after.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "%s must be 0s or at least 10m, was %d ms".formatted(AFTER.name(), after.toMillis()));
    }
  }

  /** Every setting that is read here. */
  public static List<Setting<?>> settings() {
    return List.of(AFTER);
  }

  static ForgetRule of(Settings settings) throws SettingException {
    return new ForgetRule(settings.get(AFTER));
  }
}
