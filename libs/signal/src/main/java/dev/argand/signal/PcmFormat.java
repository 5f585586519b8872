package dev.argand.signal;

/**
 * Rate, channel count and encoding of interleaved PCM.
 *
 * @param sampleRateHz sample frames a second, at least 1
 * @param channels interleaved channels, 1 to 65535
 * @param encoding how one sample is stored
 */
public record PcmFormat(int sampleRateHz, int channels, PcmEncoding encoding) {
  public PcmFormat {
    if (sampleRateHz < 1) {
      throw new IllegalArgumentException("sampleRateHz must be at least 1, was " + sampleRateHz);
    }
    if (channels < 1 || channels > 65_535) {
      throw new IllegalArgumentException("channels must be in [1, 65535], was " + channels);
    }
  }

  /** Bytes of one sample of every channel. */
  public int bytesPerSampleFrame() {
    return channels * encoding.bytesPerSample();
  }
}
