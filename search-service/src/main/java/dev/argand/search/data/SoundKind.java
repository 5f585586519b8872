package dev.argand.search.data;

import java.util.List;

/**
 * The kinds of sound event that {@link SoundSynthesiser} renders. The first eight are the bundled
 * set; the others are spare, so that a kind of sound that no model has heard can appear later.
 */
public enum SoundKind {
  /** A tone that wails or yelps up and down, with harmonics. */
  SIREN("siren"),
  /** A steady, hard-edged tone switched on and off. */
  ALARM_BEEPS("alarm-beeps"),
  /** A burst of noise, then shards ringing high and short. */
  GLASS_BREAK("glass-break"),
  /** Two to four blows on a door or a box. */
  KNOCK("knock"),
  /** One or two short, rough barks with formants. */
  DOG_BARK("dog-bark"),
  /** A few fast sweeps of a high, nearly pure tone. */
  BIRD_CHIRP("bird-chirp"),
  /** The firing pulses of a motor through its exhaust. */
  ENGINE("engine"),
  /** A struck bell: inharmonic partials that ring down. */
  BELL("bell"),
  /** Spare: a breathy whistled glide. */
  WHISTLE("whistle"),
  /** Spare: evenly spaced, very short ticks. */
  CLOCK_TICKS("clock-ticks");

  private static final int BUNDLED = 8;

  private final String label;

  SoundKind(String label) {
    this.label = label;
  }

  /** The label of this kind in a data set. */
  public String label() {
    return label;
  }

  /** The kinds of the bundled data set, in order of declaration. */
  public static List<SoundKind> bundled() {
    return List.of(values()).subList(0, BUNDLED);
  }

  /** The kinds that the bundled data set leaves out. */
  public static List<SoundKind> spare() {
    return List.of(values()).subList(BUNDLED, values().length);
  }
}
