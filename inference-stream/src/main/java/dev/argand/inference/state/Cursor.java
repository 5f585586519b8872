package dev.argand.inference.state;

import dev.argand.schemas.avro.Route;

/**
 * How far a route has classified a session.
 *
 * @param route champion or shadow
 * @param frontEndDigest SHA-256 (64 hexadecimal digits) of the front end that {@code nextWindow}
 *     counts in
 * @param nextWindow k of the next window, at least 0
 * @param lastWindowEnd one past the last source sample of the last window that was classified, by
 *     whichever front end; 0 before the session's first
 */
public record Cursor(Route route, String frontEndDigest, long nextWindow, long lastWindowEnd) {
  public Cursor {
    if (route == Route.UNKNOWN) {
      throw new IllegalArgumentException("route must be CHAMPION or SHADOW, was UNKNOWN");
    }
    if (frontEndDigest.length() != 64) {
      throw new IllegalArgumentException(
          "frontEndDigest must be 64 hexadecimal digits, was \"" + frontEndDigest + "\"");
    }
    if (nextWindow < 0 || lastWindowEnd < 0) {
      throw new IllegalArgumentException(
          "nextWindow and lastWindowEnd must not be negative, were %d and %d"
              .formatted(nextWindow, lastWindowEnd));
    }
  }
}
