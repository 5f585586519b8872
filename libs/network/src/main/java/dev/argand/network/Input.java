package dev.argand.network;

/** What a network reads of the front end's complex features. */
public enum Input {
  /** Both planes: one complex channel, or two real ones. */
  PLANES,
  /** The modulus: one real channel, or a complex one whose imaginary part is 0. */
  MAGNITUDE;

  /** Channels of a field that it makes. */
  public int channels(Field field) {
    return this == MAGNITUDE ? 1 : 2 / field.reals();
  }
}
