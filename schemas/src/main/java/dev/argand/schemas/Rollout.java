package dev.argand.schemas;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model that is tried on a part of the sources: as challenger, whose answers count there, or as
 * shadow, whose answers are only compared.
 *
 * <p>Which sources these are follows from the id and the source alone: every instance decides the
 * same without asking, a source stays on its side through restarts and rebalances, and the sources
 * of a smaller percentage are among those of a greater one.
 *
 * @param alias {@link #CHALLENGER} or {@link #SHADOW}
 * @param id the same for as long as the alias names the same model, whatever the percentage
 * @param digest the model
 * @param percent of the sources, 0 to 100
 * @param sinceGeneration of the alias log, at which the alias began to name the model
 */
public record Rollout(String alias, String id, String digest, int percent, long sinceGeneration) {
  /** Alias of the model that serves a part of the sources in place of the champion. */
  public static final String CHALLENGER = "challenger";

  /** Alias of the model that hears what a part of the sources send and is only compared. */
  public static final String SHADOW = "shadow";

  private static final Pattern NAME = Pattern.compile("(challenger|shadow)\\?percent=(\\d{1,3})");
  private static final double STEPS = 1L << 32;

  public Rollout {
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException("percent must be 0 to 100, was " + percent);
    }
  }

  /**
   * The alias text of an event that begins or changes a rollout. A reader that knows no rollouts
   * folds it as one more alias, and stays in step.
   */
  public static String aliasText(String alias, int percent) {
    String text = alias + "?percent=" + percent;
    if (!NAME.matcher(text).matches() || percent > 100) {
      throw new IllegalArgumentException(
          "a rollout must be of challenger or shadow to 0 to 100 percent, was " + text);
    }
    return text;
  }

  /** The rollout that an event's alias text begins, as far as it says; null if it begins none. */
  static @Nullable Rollout parse(String aliasText, String digest, long generation) {
    Matcher named = NAME.matcher(aliasText);
    if (!named.matches() || Integer.parseInt(named.group(2)) > 100) {
      return null;
    }
    String alias = named.group(1);
    return new Rollout(
        alias, alias + '/' + generation, digest, Integer.parseInt(named.group(2)), generation);
  }

  /** The same model on another part of the sources. */
  Rollout at(int newPercent) {
    return new Rollout(alias, id, digest, newPercent, sinceGeneration);
  }

  /** Whether a source is on its side. */
  public boolean includes(String sourceId) {
    return position(sourceId) < percent;
  }

  /** Where a source stands, in [0, 100). */
  double position(String sourceId) {
    byte[] hash = sha256(id + '\n' + sourceId);
    long number = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      number = number << 8 | hash[i] & 0xff;
    }
    return 100 * (number / STEPS);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
