package dev.argand.launcher.demo;

/** What the second act's audio is for. */
enum Chapter {
  /** The new sound appears, and labels say so. */
  DURING,
  /** The search works while the same kinds of sound go on, unlabelled. */
  WAITING,
  /** The new model hears sounds that no model learned from. */
  AFTER
}
