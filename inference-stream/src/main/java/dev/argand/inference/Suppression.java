package dev.argand.inference;

import java.util.Locale;

/** Why something that a window accepted became no detection: a bounded set, also a meter's tag. */
enum Suppression {
  /** It came too soon after a detection of its label. */
  COOLDOWN,
  /** It was over before the least length. */
  TOO_SHORT;

  String tag() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
