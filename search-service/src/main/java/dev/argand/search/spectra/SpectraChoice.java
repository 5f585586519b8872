package dev.argand.search.spectra;

/** What a person can ask for. */
public enum SpectraChoice {
  /** The front end in Java. */
  JAVA,
  /** ND4J: on an NVIDIA GPU if that works, else on the CPU. */
  ND4J
}
