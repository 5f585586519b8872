package dev.argand.search.train;

import dev.argand.network.Genotype;
import dev.argand.network.LoadGate;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Recognizer;
import dev.argand.network.bundle.ArchitectureSvg;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.BundleWriter;
import dev.argand.network.bundle.Golden;
import dev.argand.network.bundle.ManifestDraft;
import dev.argand.network.bundle.Provenance;
import dev.argand.network.bundle.Tensor;
import dev.argand.signal.Features;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes the bundle of a trained network. Its goldens are computed from weights that were written
 * and read again, and the written bundle must pass the load gate.
 */
public final class BundleMaker {
  private static final double LEAST_TOLERANCE = 1e-5;
  private static final double SPREAD_FACTOR = 10;

  private BundleMaker() {}

  /** Everything that a bundle says besides its weights. */
  public record Content(
      List<String> labels,
      String background,
      List<Double> thresholds,
      FrontEnd frontEnd,
      NetworkSpec network,
      Map<String, Double> metrics,
      Provenance provenance,
      long parameters) {

    ManifestDraft draft(double tolerance) {
      return new ManifestDraft(
          labels,
          background,
          thresholds,
          frontEnd,
          network,
          metrics,
          provenance,
          tolerance,
          parameters);
    }
  }

  /**
   * Writes a bundle.
   *
   * @param windows model-rate audio for the goldens
   * @return the bundle's file, named by its digest
   */
  public static Path write(
      Path folder, Content content, Map<String, Tensor> weights, float[][] windows)
      throws IOException {
    Path draft = folder.resolve("draft" + Bundle.SUFFIX);
    float[][] placeholder = new float[windows.length][content.labels().size()];
    for (float[] row : placeholder) {
      row[0] = 1;
    }
    BundleWriter.write(
        draft, content.draft(0.5), weights, new Golden(windows, placeholder), Map.of());
    float[][] scores = new float[windows.length][];
    double spread;
    try (Recognizer reloaded = Recognizer.load(Bundle.read(draft))) {
      for (int i = 0; i < windows.length; i++) {
        scores[i] = reloaded.scores(Features.window(content.frontEnd(), windows[i]));
      }
      spread = LoadGate.deviation(reloaded, new Golden(windows, scores));
    } finally {
      Files.deleteIfExists(draft);
    }
    double tolerance = Math.max(LEAST_TOLERANCE, SPREAD_FACTOR * spread);
    Map<String, byte[]> others =
        content.network().architecture() instanceof Genotype genotype
            ? Map.of(
                Bundle.ARCHITECTURE,
                ArchitectureSvg.draw(genotype).getBytes(StandardCharsets.UTF_8))
            : Map.of();
    Path file = folder.resolve("model" + Bundle.SUFFIX);
    String digest =
        BundleWriter.write(
            file, content.draft(tolerance), weights, new Golden(windows, scores), others);
    Path named = folder.resolve(digest + Bundle.SUFFIX);
    Files.move(
        file,
        named,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    LoadGate.load(named).close();
    return named;
  }
}
