package dev.argand.search.service;

import org.jspecify.annotations.Nullable;

/**
 * What a person asks for.
 *
 * @param who asks
 * @param why it is asked
 * @param data base data set; null for the policy's
 * @param profile null for the policy's
 * @param seed null for the policy's
 */
public record SearchWish(
    String who, String why, @Nullable String data, @Nullable String profile, @Nullable Long seed) {
  public SearchWish {
    requireText("who", who);
    requireText("why", why);
  }

  private static void requireText(String name, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " must say something, was blank");
    }
  }
}
