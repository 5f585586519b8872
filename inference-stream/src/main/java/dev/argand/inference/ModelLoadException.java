package dev.argand.inference;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** A champion that was named cannot be loaded; the one before it stays. */
public final class ModelLoadException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A bounded set, also a meter's tag. */
  public enum Reason {
    /** The bundle cannot be fetched (yet): worth another try. */
    UNAVAILABLE,
    /** Its file is not what was published; it may be put right. */
    DAMAGED,
    /** The load gate refused it: digest, format, labels or goldens. */
    REFUSED,
    /** Loading or warming failed in a way that nobody foresaw. */
    FAILED;

    /** When it is tried again though nobody names it again; refusals are final. */
    Optional<Duration> retryAfter() {
      return switch (this) {
        case UNAVAILABLE -> Optional.of(Duration.ofSeconds(5));
        case DAMAGED, FAILED -> Optional.of(Duration.ofMinutes(5));
        case REFUSED -> Optional.empty();
      };
    }

    /** As written in a meter's tag. */
    public String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  /** A failure with its cause; the message names the digest and what was expected. */
  public ModelLoadException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** A failure without a cause below it. */
  public ModelLoadException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** What kind of failure this is. */
  public Reason reason() {
    return reason;
  }
}
