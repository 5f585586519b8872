package dev.argand.ingest;

import dev.argand.signal.PcmFormat;
import java.io.IOException;

/** PCM of one session, in one format from its first sample to its last. */
public interface AudioSource extends AutoCloseable {
  /** Rate, channels and encoding of what {@link #read} gives. */
  PcmFormat format();

  /**
   * Gives the next whole sample frames; it may give fewer than would fit.
   *
   * @param length room in the buffer from {@code offset} on: at least one sample frame
   * @return bytes given, or -1 at the end
   */
  int read(byte[] buffer, int offset, int length) throws IOException;

  @Override
  default void close() throws IOException {}
}
