package dev.argand.signal;

/**
 * What a WAV file holds, as it is stored.
 *
 * @param format rate, channels and encoding
 * @param pcm whole sample frames; not copied
 * @param truncated whether the file ends before its declared length, or amid a sample frame
 */
@SuppressWarnings("ArrayRecordComponent") // Audio is large: no copies.
public record WavAudio(PcmFormat format, byte[] pcm, boolean truncated) {
  public WavAudio {
    if (pcm.length % format.bytesPerSampleFrame() != 0) {
      throw new IllegalArgumentException(
          "expected whole sample frames of %d bytes, were %d bytes"
              .formatted(format.bytesPerSampleFrame(), pcm.length));
    }
  }

  /** Samples of each channel. */
  public long sampleFrames() {
    return pcm.length / format.bytesPerSampleFrame();
  }

  /**
   * The audio as one channel.
   *
   * @throws NonFiniteSampleException if a sample is NaN or infinite ({@link WavReader} refuses such
   *     files)
   */
  public AudioClip mono(ChannelSelection selection) {
    float[] samples = new float[(int) sampleFrames()];
    new PcmDecoder(format, selection).decode(pcm, 0, pcm.length, samples, 0);
    return new AudioClip(samples, format.sampleRateHz());
  }
}
