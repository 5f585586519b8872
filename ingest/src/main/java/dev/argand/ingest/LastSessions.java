package dev.argand.ingest;

import java.util.Optional;

/** Which session a source began last, as far as that can be learnt cheaply. */
@FunctionalInterface
interface LastSessions {
  /**
   * The last session of a source, whoever began it; empty if none was found.
   *
   * @throws InterruptedException when it is told to stop
   */
  Optional<String> of(String sourceId) throws InterruptedException;
}
