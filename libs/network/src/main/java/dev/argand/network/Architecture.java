package dev.argand.network;

/**
 * The wiring of a network: cells that a search found, or a network of the literature by its name.
 */
public sealed interface Architecture permits Genotype, FixedArchitecture {
  /**
   * Reads what an architecture prints.
   *
   * @throws IllegalArgumentException if it is neither a name nor a genotype
   */
  static Architecture parse(String text) {
    for (FixedArchitecture fixed : FixedArchitecture.values()) {
      if (fixed.toString().equals(text.strip())) {
        return fixed;
      }
    }
    return Genotype.parse(text);
  }
}
