package dev.argand.search.data;

/**
 * How much training windows vary from what was recorded. Only events vary, but for noises that are
 * synthesised and for what is done to features, which all windows undergo; the backgrounds of
 * {@link WindowSampler} are random as they are. Evaluation never varies.
 *
 * @param gainDb an event's level changes by up to so much up or down, uniform in decibels
 * @param fadeSeconds its ends fade in and out over up to so long, linearly
 * @param lowestSnrDb least level of an event above the noise that is laid under it
 * @param highestSnrDb greatest such level
 * @param shiftShare part of an event (of the window, if that is shorter) that may lie outside
 * @param stretch tempo changes by a factor of up to 1 + stretch up or down, pitch does not; 0 is
 *     off
 * @param speed events are played faster or slower by up to so much, in whole percents, pitch and
 *     formants with them: other voices, other sizes of things (T. Ko et al., "Audio augmentation
 *     for speech recognition", Interspeech 2015); 0 is off
 * @param synthetic how many of the noises, under events and by themselves, are synthesised for
 *     their window instead of taken from the data set's background: noises that no other window has
 *     (D. Hendrycks et al., "Deep anomaly detection with outlier exposure", ICLR 2019, for why); 0
 *     is off
 * @param filter how a window is coloured, background windows too
 * @param masks what is blanked out in the features
 */
public record Augmentation(
    double gainDb,
    double fadeSeconds,
    double lowestSnrDb,
    double highestSnrDb,
    double shiftShare,
    double stretch,
    double speed,
    double synthetic,
    RandomFilter filter,
    FeatureMasks masks) {

  /** Gain of 10 dB, fades of 30 ms, noise at 3 to 35 dB, a shift of a fifth; nothing else. */
  public static final Augmentation DEFAULT =
      new Augmentation(10, 0.03, 3, 35, 0.2, 0, 0, 0, RandomFilter.NONE, FeatureMasks.NONE);

  public Augmentation {
    require(gainDb >= 0 && gainDb <= 60, "gainDb must be in [0, 60], was " + gainDb);
    require(
        fadeSeconds >= 0 && fadeSeconds <= 10,
        "fadeSeconds must be in [0, 10], was " + fadeSeconds);
    require(
        lowestSnrDb >= -60 && highestSnrDb <= 120 && lowestSnrDb < highestSnrDb,
        "need -60 <= lowestSnrDb < highestSnrDb <= 120, were %s and %s"
            .formatted(lowestSnrDb, highestSnrDb));
    require(
        shiftShare >= 0 && shiftShare <= 0.9, "shiftShare must be in [0, 0.9], was " + shiftShare);
    require(stretch >= 0 && stretch <= 1, "stretch must be in [0, 1], was " + stretch);
    require(speed >= 0 && speed <= 0.5, "speed must be in [0, 0.5], was " + speed);
    require(synthetic >= 0 && synthetic <= 1, "synthetic must be in [0, 1], was " + synthetic);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
