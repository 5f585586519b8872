package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Times as options name them. */
final class Times {
  private Times() {}

  /** An instant with its offset from UTC, such as 2026-11-25T10:00:03Z. */
  static Instant instant(String option, String text) throws CommandFailure {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw CommandFailure.usage(
          "%s must be a time such as 2026-11-25T10:00:03Z, was %s".formatted(option, text));
    }
  }
}
