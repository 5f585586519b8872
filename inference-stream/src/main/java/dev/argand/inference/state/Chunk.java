package dev.argand.inference.state;

import dev.argand.signal.PcmFormat;
import java.nio.ByteBuffer;

/**
 * The audio of one frame as it came, less what an earlier frame already held.
 *
 * @param format how the bytes are read
 * @param startMicros UTC microseconds of the first sample
 * @param endMicros UTC microseconds after the last sample, at least {@code startMicros}
 * @param pcm whole sample frames, from position to limit of an array-backed buffer, which nobody
 *     may change
 */
public record Chunk(PcmFormat format, long startMicros, long endMicros, ByteBuffer pcm) {
  public Chunk {
    if (endMicros < startMicros) {
      throw new IllegalArgumentException(
          "endMicros must be at least startMicros %d, was %d".formatted(startMicros, endMicros));
    }
    if (pcm.remaining() % format.bytesPerSampleFrame() != 0) {
      throw new IllegalArgumentException(
          "pcm must be whole sample frames of %d bytes, has %d"
              .formatted(format.bytesPerSampleFrame(), pcm.remaining()));
    }
  }

  /** Sample frames in this chunk. */
  public int sampleFrames() {
    return pcm.remaining() / format.bytesPerSampleFrame();
  }
}
