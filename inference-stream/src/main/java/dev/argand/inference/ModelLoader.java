package dev.argand.inference;

/** Turns a bundle's digest into a model that has passed the load gate. */
@FunctionalInterface
public interface ModelLoader {
  /**
   * Loads and checks the model; slow, and never called on a stream thread.
   *
   * @param digest SHA-256 (hex) of the bundle's canonical manifest
   * @throws ModelLoadException if it cannot be had or is refused
   */
  Model load(String digest) throws ModelLoadException;
}
