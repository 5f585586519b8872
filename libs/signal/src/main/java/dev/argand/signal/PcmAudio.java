package dev.argand.signal;

/**
 * What an audio file holds, as it is stored or as its codec gives it.
 *
 * @param format rate, channels and encoding
 * @param pcm whole sample frames; not copied
 * @param truncated whether the file ends before its declared length or amid a sample frame, or a
 *     part of it does not decode
 */
@SuppressWarnings("ArrayRecordComponent") // Audio is large: no copies.
public record PcmAudio(PcmFormat format, byte[] pcm, boolean truncated) {
  public PcmAudio {
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
