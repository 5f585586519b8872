package dev.argand.media;

import dev.argand.signal.PcmFormat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The audio of a file as whole pieces. */
interface Pieces extends AutoCloseable {
  /**
   * Decoded sample frames.
   *
   * @param pcm interleaved
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed on without a copy.
  record Piece(PcmFormat format, byte[] pcm) {}

  /** The next sample frames, or null at the end. */
  @Nullable Piece next() throws IOException;

  /** Whether a part of what was read so far did not decode, or the file ended too early. */
  boolean isDamaged();

  @Override
  void close();
}
