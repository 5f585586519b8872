package dev.argand.network.bundle;

import dev.argand.network.NetworkSpec;
import dev.argand.signal.FrontEnd;
import java.util.List;
import java.util.Map;

/**
 * A manifest before its entries are known; the components are {@link Manifest}'s.
 *
 * @throws IllegalArgumentException naming the first value that does not fit
 */
public record ManifestDraft(
    List<String> labels,
    String backgroundLabel,
    List<Double> thresholds,
    FrontEnd frontEnd,
    NetworkSpec network,
    Map<String, Double> metrics,
    Provenance provenance,
    double goldenTolerance,
    long parameters) {

  public ManifestDraft {
    Manifest checked =
        new Manifest(
            network == null ? Manifest.FORMAT_VERSION : Manifest.formatVersion(network),
            labels,
            backgroundLabel,
            thresholds,
            frontEnd,
            network,
            metrics,
            provenance,
            goldenTolerance,
            parameters,
            Map.of());
    labels = checked.labels();
    thresholds = checked.thresholds();
    metrics = checked.metrics();
  }

  Manifest withEntries(Map<String, String> entries) {
    return new Manifest(
        Manifest.formatVersion(network),
        labels,
        backgroundLabel,
        thresholds,
        frontEnd,
        network,
        metrics,
        provenance,
        goldenTolerance,
        parameters,
        entries);
  }
}
