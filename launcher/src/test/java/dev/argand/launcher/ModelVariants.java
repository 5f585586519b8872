package dev.argand.launcher;

import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.BundleWriter;
import dev.argand.network.bundle.Manifest;
import dev.argand.network.bundle.ManifestDraft;
import dev.argand.network.bundle.Provenance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A real model, champion-v1.argand, under several provenances: as many digests, one answer. */
public final class ModelVariants {
  private static final String MODEL = "champion-v1.argand";

  private ModelVariants() {}

  /** Writes so many into a folder. */
  public static List<Path> write(Path folder, int count) throws IOException {
    Path file = folder.resolve(MODEL);
    try (InputStream in =
        Objects.requireNonNull(ModelVariants.class.getResourceAsStream(MODEL), MODEL)) {
      Files.copy(in, file);
    }
    Bundle model = Bundle.read(file);
    List<Path> variants = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path variant = folder.resolve("variant-" + i + Bundle.SUFFIX);
      BundleWriter.write(
          variant, draft(model.manifest(), i), model.weights(), model.golden(), Map.of());
      variants.add(variant);
    }
    return variants;
  }

  /** The same origin but for seed and time, so that what has it has a digest of its own. */
  static Provenance another(Provenance p, int number) {
    return new Provenance(
        p.runId(),
        p.dataSet(),
        p.dataDigest(),
        100 + number,
        p.profile(),
        p.method(),
        p.environment(),
        p.commit(),
        p.parentDigest(),
        Instant.EPOCH.plusSeconds(number));
  }

  private static ManifestDraft draft(Manifest m, int number) {
    return new ManifestDraft(
        m.labels(),
        m.backgroundLabel(),
        m.thresholds(),
        m.frontEnd(),
        m.network(),
        m.metrics(),
        another(m.provenance(), number),
        m.goldenTolerance(),
        m.parameters());
  }
}
