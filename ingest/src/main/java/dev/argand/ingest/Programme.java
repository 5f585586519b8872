package dev.argand.ingest;

import java.io.IOException;
import java.util.Optional;

/** What a source plays from beginning to end: one session after another. */
@FunctionalInterface
interface Programme extends AutoCloseable {
  /**
   * The next session's audio, or nothing at the end. The one before it has been read to its end.
   *
   * @throws IOException if there is nothing that can be played
   */
  Optional<AudioSource> next() throws IOException;

  @Override
  default void close() {}
}
