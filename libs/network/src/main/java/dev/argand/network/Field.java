package dev.argand.network;

/** The number field that a network computes in. */
public enum Field {
  /** Real numbers; a complex input enters as two real channels. */
  REAL(1),
  /** Complex numbers, laid out {@code [Re; Im]} along the channel axis. */
  COMPLEX(2);

  private final int reals;

  Field(int reals) {
    this.reals = reals;
  }

  /** Real planes that one channel of this field takes: 1 or 2. */
  public int reals() {
    return reals;
  }
}
