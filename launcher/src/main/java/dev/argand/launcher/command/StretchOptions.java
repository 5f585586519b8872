package dev.argand.launcher.command;

import dev.argand.launcher.replay.Stretch;
import dev.argand.launcher.terminal.CommandFailure;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A stretch of time, each end of which may be left out. */
final class StretchOptions {
  static final String FROM = "--from";
  static final String TO = "--to";

  @Option(
      names = FROM,
      paramLabel = "TIME",
      description = "Begin of the stretch, such as 2026-11-25T10:00:03Z.")
  private @Nullable String from;

  @Option(names = TO, paramLabel = "TIME", description = "End of the stretch.")
  private @Nullable String to;

  /**
   * Its begin, if it was given.
   *
   * @throws CommandFailure if it is no time with an offset from UTC
   */
  Optional<Instant> from() throws CommandFailure {
    return instant(FROM, from);
  }

  /**
   * Its end, if it was given.
   *
   * @throws CommandFailure if it is no time with an offset from UTC
   */
  Optional<Instant> to() throws CommandFailure {
    return instant(TO, to);
  }

  /**
   * Both, each open where it was not given.
   *
   * @throws CommandFailure also if it is empty
   */
  Stretch stretch() throws CommandFailure {
    Optional<Instant> begin = from();
    Optional<Instant> end = to();
    try {
      return new Stretch(begin.orElse(null), end.orElse(null));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Instant> instant(String option, @Nullable String text)
      throws CommandFailure {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw CommandFailure.usage(
          "%s must be a time such as 2026-11-25T10:00:03Z, was '%s'".formatted(option, text));
    }
  }
}
