package dev.argand.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What {@code audio.frames} takes: whoever sends looks before the first frame, recognition at every
 * one. Each rule gives what is wrong, as one line with name, value and what was expected.
 */
public final class FrameBounds {
  private static final int MAX_ID_BYTES = 512;

  private static final int MIN_RATE_HZ = 1_000;
  private static final int MAX_RATE_HZ = 384_000;
  private static final int MAX_CHANNELS = 64;
  private static final int SHOWN_CHARACTERS = 40;

  private FrameBounds() {}

  /**
   * Of the id of a source or a session, which must have 1 to 512 bytes in UTF-8.
   *
   * @param name what the message calls it
   */
  public static Optional<String> id(String name, String id) {
    int bytes = id.getBytes(StandardCharsets.UTF_8).length;
    return bytes >= 1 && bytes <= MAX_ID_BYTES
        ? Optional.empty()
        : Optional.of(
            "%s must have 1 to %d bytes in UTF-8, has %d: \"%s\""
                .formatted(name, MAX_ID_BYTES, bytes, shortened(id)));
  }

  /** Of the rate, which must be in [1000, 384000] Hz. */
  public static Optional<String> rate(int sampleRateHz) {
    return sampleRateHz >= MIN_RATE_HZ && sampleRateHz <= MAX_RATE_HZ
        ? Optional.empty()
        : Optional.of(
            "sampleRateHz must be in [%d, %d], was %d"
                .formatted(MIN_RATE_HZ, MAX_RATE_HZ, sampleRateHz));
  }

  /** Of the number of channels, which must be in [1, 64]. */
  public static Optional<String> channels(int channels) {
    return channels >= 1 && channels <= MAX_CHANNELS
        ? Optional.empty()
        : Optional.of("channels must be in [1, %d], were %d".formatted(MAX_CHANNELS, channels));
  }

  private static String shortened(String id) {
    return id.codePointCount(0, id.length()) <= SHOWN_CHARACTERS
        ? id
        : id.substring(0, id.offsetByCodePoints(0, SHOWN_CHARACTERS)) + "...";
  }
}
