package dev.argand.ingest;

/**
 * How a source is doing.
 *
 * @param phase where it is in its life
 * @param detail one line for a person: why it failed, or what it waits for; may be empty
 */
public record SourceState(Phase phase, String detail) {
  /** A source's life; the last three are its ends. */
  public enum Phase {
    /** Accepted, and nothing is published yet. */
    STARTING,
    /** Publishing, or waiting for Kafka (the detail then says so). */
    RUNNING,
    /**
     * It plays in a loop, and there is nothing to play; the detail says why. That is looked for
     * again, at first after a second and then ever less often, down to once a minute.
     */
    WAITING,
    /** Played to its end, and Kafka has all of it. */
    FINISHED,
    /** Ended early; the detail says why. */
    FAILED,
    /** Taken away at run time. */
    REMOVED
  }

  /** Whether its life is over. */
  public boolean hasEnded() {
    return switch (phase) {
      case STARTING, RUNNING, WAITING -> false;
      case FINISHED, FAILED, REMOVED -> true;
    };
  }
}
