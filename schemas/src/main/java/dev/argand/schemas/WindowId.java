package dev.argand.schemas;

import dev.argand.schemas.avro.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Identity of one classified window: what a reader deduplicates by.
 *
 * <p>Text {@code source/session/route/frontEnd/k}: the source id url-encoded (so that it holds no
 * slash), the route in lower case, the first 16 hexadecimal digits of the front end's digest, and k
 * in decimal. The model is an attribute of a recognition, not identity.
 */
public final class WindowId {
  private static final int DIGEST_CHARACTERS = 16;

  private WindowId() {}

  /**
   * The id of window k.
   *
   * @throws IllegalArgumentException if a part is empty, the session holds a slash, the route is
   *     UNKNOWN, the digest is shorter than 16 characters, or k is negative
   */
  public static String of(
      String sourceId, String sessionId, Route route, String frontEndDigest, long k) {
    require(!sourceId.isEmpty(), "sourceId must not be empty");
    require(
        !sessionId.isEmpty() && sessionId.indexOf('/') < 0,
        "sessionId must be text without a slash, was \"" + sessionId + "\"");
    require(route != Route.UNKNOWN, "route must be CHAMPION or SHADOW, was UNKNOWN");
    require(
        frontEndDigest.length() >= DIGEST_CHARACTERS,
        "frontEndDigest must have 16 characters or more, was \"" + frontEndDigest + "\"");
    require(k >= 0, "k must not be negative, was " + k);
    return String.join(
        "/",
        URLEncoder.encode(sourceId, StandardCharsets.UTF_8),
        sessionId,
        route.name().toLowerCase(Locale.ROOT),
        frontEndDigest.substring(0, DIGEST_CHARACTERS),
        Long.toString(k));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
