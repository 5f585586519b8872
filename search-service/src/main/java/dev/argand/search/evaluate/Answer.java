package dev.argand.search.evaluate;

/**
 * What a model said of one clip.
 *
 * @param clip its name
 * @param group who or what made it
 * @param meant its label
 * @param said the label that scored highest
 */
public record Answer(String clip, String group, String meant, String said) {
  /** Whether it said what was meant. */
  public boolean isRight() {
    return said.equals(meant);
  }
}
