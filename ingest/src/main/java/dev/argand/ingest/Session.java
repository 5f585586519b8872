package dev.argand.ingest;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import java.nio.ByteBuffer;

/**
 * What the frames of one session have in common.
 *
 * @param sourceId who hears
 * @param sessionId sorts by time as text
 * @param format of its PCM
 * @param firstSample index, in what the source plays, of the session's sample 0
 * @param startMicros UTC microseconds at which that sample began
 */
record Session(
    String sourceId, String sessionId, PcmFormat format, long firstSample, long startMicros) {

  /**
   * A frame of it. Its capture time follows from its index at the source's own rate, whatever the
   * speed of playing: audio that is played ten times as fast gets the times that it would have had.
   *
   * @param sample index, in what the source plays, of the frame's first sample
   */
  AudioFrame frame(long sample, byte[] pcm, boolean last) {
    long index = sample - firstSample;
    long end = index + pcm.length / format.bytesPerSampleFrame();
    return new AudioFrame(
        sourceId,
        sessionId,
        index,
        format.sampleRateHz(),
        format.channels(),
        wire(format.encoding()),
        startMicros + micros(end, format),
        ByteBuffer.wrap(pcm),
        last);
  }

  /** The same source's session from a later sample on, under a new id. */
  Session from(long sample, String newSessionId) {
    return new Session(
        sourceId, newSessionId, format, sample, startMicros + micros(sample - firstSample, format));
  }

  private static long micros(long samples, PcmFormat format) {
    return Math.multiplyExact(samples, 1_000_000L) / format.sampleRateHz();
  }

  private static FrameEncoding wire(PcmEncoding encoding) {
    return switch (encoding) {
      case U8 -> FrameEncoding.U8;
      case S16LE -> FrameEncoding.S16LE;
      case S24LE -> FrameEncoding.S24LE;
      case S32LE -> FrameEncoding.S32LE;
      case F32LE -> FrameEncoding.F32LE;
      case F64LE -> FrameEncoding.F64LE;
    };
  }
}
