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

  /** One at a time, whoever waits for a store: two models at once would take twice the memory. */
  private synchronized Recognizer gated(Path file) throws ModelFormatException {
    return LoadGate.load(file, engine, budget);
  }

  private static Reason reason(ModelFormatException e) {
    return switch (e.reason()) {
      case UNREADABLE, NOT_A_BUNDLE, DIGEST, ENTRY_MISSING, ENTRY_UNLISTED, ENTRY_DIGEST ->
          Reason.DAMAGED;
      case FORMAT_VERSION, MANIFEST, LABELS, WEIGHTS, GOLDEN, BUDGET -> Reason.REFUSED;
    };
  }

  @Override
  public Model load(String digest) throws ModelLoadException {
    try {
      Path file = store.fetch(digest);
      Recognizer recognizer = gated(file);
      if (!recognizer.digest().equals(digest)) {
        recognizer.close();
        throw new ModelLoadException(
            Reason.REFUSED,
            "%s must have digest %s, has %s".formatted(file, digest, recognizer.digest()));
      }
      return new RecognizerModel(recognizer);
    } catch (ModelFormatException e) {
      throw new ModelLoadException(reason(e), String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new ModelLoadException(Reason.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    }
  }
}
