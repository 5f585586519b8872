package dev.argand.inference;

import dev.argand.inference.ModelLoadException.Reason;
import dev.argand.network.LoadBudget;
import dev.argand.network.LoadGate;
import dev.argand.network.ModelEngine;
import dev.argand.network.Recognizer;
import dev.argand.network.bundle.BundleStore;
import dev.argand.network.bundle.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;

/** Fetches a bundle from a store and passes it through the load gate. */
public final class BundleModelLoader implements ModelLoader {
  private final BundleStore store;
  private final ModelEngine engine;
  private final LoadBudget budget;

  /** A loader from one store that refuses what takes too much. */
  public BundleModelLoader(BundleStore store, ModelEngine engine, LoadBudget budget) {
    this.store = store;
    this.engine = engine;
    this.budget = budget;
  }

  @Override
  public Model load(String digest) throws ModelLoadException {
    try {
      Path file = store.fetch(digest);
      Recognizer recognizer = LoadGate.load(file, engine, budget);
      if (!recognizer.digest().equals(digest)) {
        recognizer.close();
        throw new ModelLoadException(
            Reason.REFUSED,
            "%s must have digest %s, has %s".formatted(file, digest, recognizer.digest()));
      }
      return new RecognizerModel(recognizer);
    } catch (ModelFormatException e) {
      throw new ModelLoadException(Reason.REFUSED, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new ModelLoadException(Reason.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    }
  }
}
