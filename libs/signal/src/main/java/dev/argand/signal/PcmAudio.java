package dev.argand.signal;

import java.util.Arrays;

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
  /** 60 dB, in energy. */
  private static final double CANCELLED = 1e-6;

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
   * Whether the channels cancel each other when they are mixed, as those of a stereo file do of
   * which one has its sign turned: the mix lies 60 dB or more below the loudest of them.
   */
  public boolean cancelsWhenMixed() {
    int channels = format.channels();
    if (channels == 1) {
      return false;
    }
    int bytes = format.encoding().bytesPerSample();
    double[] energies = new double[channels];
    double mixed = 0;
    for (int at = 0; at < pcm.length; at += channels * bytes) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        double sample = format.encoding().sample(pcm, at + c * bytes);
        energies[c] += sample * sample;
        sum += sample;
      }
      mixed += sum / channels * (sum / channels);
    }
    double loudest = Arrays.stream(energies).max().orElse(0);
    return loudest > 0 && mixed <= CANCELLED * loudest;
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
