package dev.argand.network;

/** How the complex linear layer's outputs become real logits; a real network has no choice. */
public enum Readout {
  /** The modulus |z|, the default of complex networks. */
  MODULUS,
  /** The real part. */
  REAL_PART
}
