package dev.argand.search.train;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.search.data.Augmentation;
import dev.argand.search.data.FeatureMasks;
import dev.argand.search.data.RandomFilter;
import java.util.List;

/** The settings of a profile that say how training windows vary. */
final class AugmentationSettings {
  private static final Augmentation DEFAULT = Augmentation.DEFAULT;

  private static final Setting<Double> GAIN =
      Setting.decimal(
          "augment.gain.db", 0, 60, DEFAULT.gainDb(), "an event's level changes by up to so much");
  private static final Setting<Double> FADE =
      Setting.decimal(
          "augment.fade.seconds", 0, 10, DEFAULT.fadeSeconds(), "longest fade of an event's ends");
  private static final Setting<Double> LOWEST_SNR =
      Setting.decimal(
          "augment.snr.low.db", -60, 120, DEFAULT.lowestSnrDb(), "least level above noise");
  private static final Setting<Double> HIGHEST_SNR =
      Setting.decimal(
          "augment.snr.high.db", -60, 120, DEFAULT.highestSnrDb(), "greatest level above noise");
  private static final Setting<Double> SHIFT =
      Setting.decimal(
          "augment.shift", 0, 0.9, DEFAULT.shiftShare(), "part of an event that may be cut off");
  private static final Setting<Double> STRETCH =
      Setting.decimal(
          "augment.stretch",
          0,
          1,
          DEFAULT.stretch(),
          "tempo changes by a factor of up to 1 + this, pitch does not");
  private static final Setting<Double> SPEED =
      Setting.decimal(
          "augment.speed",
          0,
          0.5,
          DEFAULT.speed(),
          "an event is played faster or slower by up to this share, pitch and all");
  private static final Setting<Double> SYNTHETIC =
      Setting.decimal(
          "augment.synthetic.background",
          0,
          1,
          DEFAULT.synthetic(),
          "share of noises that are synthesised instead of taken from the data's background");
  private static final Setting<Double> FILTER =
      Setting.decimal(
          "augment.filter.db",
          0,
          40,
          DEFAULT.filter().gainDb(),
          "bands are louder or softer by up to so much, as another microphone makes them");
  private static final Setting<Integer> TIME_MASKS =
      Setting.integer("augment.time.masks", 0, 16, 0, "stretches of time blanked out");
  private static final Setting<Integer> TIME_MASK_FRAMES =
      Setting.integer("augment.time.mask.frames", 0, 1000, 4, "greatest width of one, in frames");
  private static final Setting<Integer> FREQUENCY_MASKS =
      Setting.integer("augment.frequency.masks", 0, 16, 0, "bands of frequency blanked out");
  private static final Setting<Integer> FREQUENCY_MASK_BANDS =
      Setting.integer(
          "augment.frequency.mask.bands", 0, 1000, 4, "greatest width of one, in mel bands");

  static final List<Setting<?>> ALL =
      List.of(
          GAIN,
          FADE,
          LOWEST_SNR,
          HIGHEST_SNR,
          SHIFT,
          STRETCH,
          SPEED,
          SYNTHETIC,
          FILTER,
          TIME_MASKS,
          TIME_MASK_FRAMES,
          FREQUENCY_MASKS,
          FREQUENCY_MASK_BANDS);

  private AugmentationSettings() {}

  static Augmentation read(Settings s) throws SettingException {
    if (s.get(LOWEST_SNR) >= s.get(HIGHEST_SNR)) {
      throw new SettingException(
          "setting %s must be below %s, were %s and %s"
              .formatted(
                  LOWEST_SNR.name(), HIGHEST_SNR.name(), s.get(LOWEST_SNR), s.get(HIGHEST_SNR)));
    }
    return new Augmentation(
        s.get(GAIN),
        s.get(FADE),
        s.get(LOWEST_SNR),
        s.get(HIGHEST_SNR),
        s.get(SHIFT),
        s.get(STRETCH),
        s.get(SPEED),
        s.get(SYNTHETIC),
        new RandomFilter(s.get(FILTER)),
        new FeatureMasks(
            s.get(TIME_MASKS),
            s.get(TIME_MASK_FRAMES),
            s.get(FREQUENCY_MASKS),
            s.get(FREQUENCY_MASK_BANDS)));
  }
}
