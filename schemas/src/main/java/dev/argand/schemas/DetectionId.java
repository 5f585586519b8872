package dev.argand.schemas;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Identity of one detection: the key of {@code detections}.
 *
 * <p>Text {@code source/session/label/frontEnd/k}: source id and label url-encoded (so that they
 * hold no slash), the first 16 hexadecimal digits of the front end's digest, and k of the first
 * window in decimal. It is known from the first window on and never changes.
 */
public final class DetectionId {
  private static final int DIGEST_CHARACTERS = 16;

  private DetectionId() {}

  /**
   * The id of the detection of a label whose first window is k.
   *
   * @throws IllegalArgumentException if a part is empty, the session holds a slash, the digest is
   *     shorter than 16 characters, or k is negative
   */
  public static String of(
      String sourceId, String sessionId, String label, String frontEndDigest, long k) {
    require(!sourceId.isEmpty(), "sourceId must not be empty");
    require(
        !sessionId.isEmpty() && sessionId.indexOf('/') < 0,
        "sessionId must be text without a slash, was \"" + sessionId + "\"");
    require(!label.isEmpty(), "label must not be empty");
    require(
        frontEndDigest.length() >= DIGEST_CHARACTERS,
        "frontEndDigest must have 16 characters or more, was \"" + frontEndDigest + "\"");
    require(k >= 0, "k must not be negative, was " + k);
    return String.join(
        "/",
        URLEncoder.encode(sourceId, StandardCharsets.UTF_8),
        sessionId,
        URLEncoder.encode(label, StandardCharsets.UTF_8),
        frontEndDigest.substring(0, DIGEST_CHARACTERS),
        Long.toString(k));
  }

  /**
   * The source of a detection.
   *
   * @throws IllegalArgumentException if the text is no detection's id
   */
  public static String sourceOf(String detectionId) {
    int slash = detectionId.indexOf('/');
    require(slash > 0, "a detection's id was expected, was \"" + detectionId + "\"");
    return URLDecoder.decode(detectionId.substring(0, slash), StandardCharsets.UTF_8);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
