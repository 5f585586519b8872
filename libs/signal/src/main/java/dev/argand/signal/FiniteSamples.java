package dev.argand.signal;

import dev.argand.signal.AudioFormatException.Reason;

/** Refuses audio with a sample that is no finite float, and says where it is. */
final class FiniteSamples {
  private FiniteSamples() {}

  /**
   * Looks at whole sample frames.
   *
   * @param firstSample index of the first one, for the message
   */
  static void require(
      PcmFormat format, byte[] pcm, int offset, int length, long firstSample, String name)
      throws AudioFormatException {
    if (!format.encoding().isFloat()) {
      return;
    }
    int bytes = format.encoding().bytesPerSample();
    for (int at = 0; at < length; at += bytes) {
      double value = format.encoding().sample(pcm, offset + at);
      if (!Float.isFinite((float) value)) {
        throw new AudioFormatException(
            Reason.NON_FINITE_SAMPLE,
            name,
            "expected finite samples, sample %d is %s"
                .formatted(firstSample + at / format.bytesPerSampleFrame(), value));
      }
    }
  }
}
