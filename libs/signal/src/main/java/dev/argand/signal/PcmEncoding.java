package dev.argand.signal;

/** How one PCM sample is stored; all little-endian, 8-bit unsigned and the others signed. */
public enum PcmEncoding {
  U8(1),
  S16LE(2),
  S24LE(3),
  S32LE(4),
  F32LE(4),
  F64LE(8);

  private final int bytesPerSample;

  PcmEncoding(int bytesPerSample) {
    this.bytesPerSample = bytesPerSample;
  }

  public int bytesPerSample() {
    return bytesPerSample;
  }

  /** Whether samples are floating point, so that they can be NaN or infinite. */
  public boolean isFloat() {
    return this == F32LE || this == F64LE;
  }

  /** The sample stored at an offset; integers of b bits are divided by 2^(b-1). */
  double sample(byte[] pcm, int offset) {
    return switch (this) {
      case U8 -> ((pcm[offset] & 0xFF) - 128) / 128.0;
      case S16LE -> ((pcm[offset] & 0xFF) | pcm[offset + 1] << 8) / 32_768.0;
      case S24LE ->
          ((pcm[offset] & 0xFF) | (pcm[offset + 1] & 0xFF) << 8 | pcm[offset + 2] << 16)
              / 8_388_608.0;
      case S32LE -> int32(pcm, offset) / 2_147_483_648.0;
      case F32LE -> Float.intBitsToFloat(int32(pcm, offset));
      case F64LE ->
          Double.longBitsToDouble(
              (int32(pcm, offset) & 0xFFFF_FFFFL) | (long) int32(pcm, offset + 4) << 32);
    };
  }

  private static int int32(byte[] bytes, int offset) {
    return (bytes[offset] & 0xFF)
        | (bytes[offset + 1] & 0xFF) << 8
        | (bytes[offset + 2] & 0xFF) << 16
        | bytes[offset + 3] << 24;
  }
}
