package dev.argand.search.gate;

/**
 * What two models said of one held-out clip.
 *
 * @param group who or what made the clip; a group is drawn as a whole
 * @param meant its label
 * @param champion what the champion said
 * @param challenger what the challenger said
 */
record SaidClip(String group, String meant, String champion, String challenger) {
  /** Challenger right minus champion right: -1, 0 or 1. */
  int difference() {
    return (challenger.equals(meant) ? 1 : 0) - (champion.equals(meant) ? 1 : 0);
  }
}
