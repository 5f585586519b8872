package dev.argand.network;

/** What a network reads of the front end's complex features. */
public enum Input {
  /** Both planes: one complex channel, or two real ones. */
  PLANES,
  /** The modulus: one real channel, or a complex one whose imaginary part is 0. */
  MAGNITUDE,
  /**
   * The planes and, as one channel more, the modulus: phase and level need not be told apart by
   * learning first.
   */
  PLANES_AND_MAGNITUDE,
  /**
   * The modulus less its mean over the window's frames, one mean a band: what a microphone, a room
   * or a level does to all frames of a band alike is taken off, as far as the front end's
   * compression is a logarithm (B. S. Atal, "Effectiveness of linear prediction characteristics of
   * the speech wave for automatic speaker identification and verification", 1974, there of the
   * cepstrum). One real channel, or a complex one whose imaginary part is 0.
   */
  CENTRED_MAGNITUDE;

  /** Channels of a field that it makes. */
  public int channels(Field field) {
    int planes = 2 / field.reals();
    return switch (this) {
      case PLANES -> planes;
      case MAGNITUDE, CENTRED_MAGNITUDE -> 1;
      case PLANES_AND_MAGNITUDE -> planes + 1;
    };
  }
}
