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
  PLANES_AND_MAGNITUDE;

  /** Channels of a field that it makes. */
  public int channels(Field field) {
    int planes = 2 / field.reals();
    return switch (this) {
      case PLANES -> planes;
      case MAGNITUDE -> 1;
      case PLANES_AND_MAGNITUDE -> planes + 1;
    };
  }
}
