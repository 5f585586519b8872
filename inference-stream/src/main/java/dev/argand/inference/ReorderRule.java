package dev.argand.inference;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How long a frame that came too early waits for those before it.
 *
 * <p>Counted in samples, not in time: a frame waits while all that waits ends at most {@code limit}
 * of audio behind the first missing sample. Then what is missing is a gap. So what is held of a
 * source is bounded, and which windows there are depends on the frames and their order alone.
 *
 * @param limit of audio, up to ten seconds; zero takes everything that is missing for a gap at once
 */
public record ReorderRule(Duration limit) {
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final long MILLIS_PER_SECOND = 1_000;

  public static final Setting<Duration> LIMIT =
      Setting.duration(
          "inference.reorder.limit",
          null,
          "audio behind missing samples that waits for them, at most 10s; 0s waits for none, and is"
              + " the only one with at-least-once; else 500ms where it is not given");

  /** The rule where none is set and every frame is heard once. */
  public static final ReorderRule USUAL = new ReorderRule(Duration.ofMillis(500));

  /** What is missing is a gap at once. */
  public static final ReorderRule NONE = new ReorderRule(Duration.ZERO);

  public ReorderRule {
    if (limit.isNegative() || limit.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s must be in [0s, 10s], was %d ms".formatted(LIMIT.name(), limit.toMillis()));
    }
  }

  /** Every setting that is read here. */
  public static List<Setting<?>> settings() {
    return List.of(LIMIT);
  }

  static ReorderRule of(Settings settings) throws SettingException {
    return settings.find(LIMIT).map(ReorderRule::new).orElse(USUAL);
  }

  /** Whether what is missing is a gap at once. */
  boolean waitsForNone() {
    return limit.isZero();
  }

  /** The limit in samples of a source. */
  long samples(int sampleRateHz) {
    return limit.toMillis() * sampleRateHz / MILLIS_PER_SECOND;
  }
}
