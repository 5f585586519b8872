package dev.argand.network.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.network.bundle.ManifestDifference.Change;
import dev.argand.network.bundle.ManifestDifference.Labels;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ManifestDifferenceTest {
  @Test
  void labels_ofTwoLists_areAddedGoneOrReordered() {
    List<String> from = List.of("background", "bell", "dog");

    assertThat(Labels.between(from, from)).isEqualTo(new Labels(List.of(), List.of(), false));
    assertThat(Labels.between(from, List.of("background", "dog", "bell")))
        .isEqualTo(new Labels(List.of(), List.of(), true));
    assertThat(Labels.between(from, List.of("rain", "background", "bell", "dog")))
        .isEqualTo(new Labels(List.of("rain"), List.of(), false));
    assertThat(Labels.between(from, List.of("dog", "rain", "background")))
        .isEqualTo(new Labels(List.of("rain"), List.of("bell"), true));
    assertThat(Labels.between(from, List.of("rain", "hail")).same()).isFalse();
  }

  @Test
  void changes_areByNameAndLabel_withoutTheEntriesThatAreTheSame() {
    Manifest tiny = manifest(TinyBundle.draft());
    ManifestDraft draft = TinyBundle.draft();
    Map<String, Double> metrics = new TreeMap<>(draft.metrics());
    metrics.put("heldOutAccuracy", 0.9);
    metrics.remove("loss");
    Manifest other =
        manifest(
            new ManifestDraft(
                List.of("background", "grüße", "rain"),
                "background",
                List.of(1.0, 0.62, 0.7),
                draft.frontEnd(),
                draft.network(),
                metrics,
                draft.provenance(),
                draft.goldenTolerance(),
                draft.parameters()));

    ManifestDifference difference = ManifestDifference.between(tiny, other);

    assertThat(difference.labels())
        .isEqualTo(new Labels(List.of("rain"), List.of("dog bark"), false));
    assertThat(difference.changes())
        .containsExactlyInAnyOrder(
            new Change("metrics.heldOutAccuracy", "0.875", "0.9"),
            new Change("metrics.loss", String.valueOf(1.0 / 3), null),
            new Change("threshold.dog bark", "0.5", null),
            new Change("threshold.rain", null, "0.7"));
    assertThat(ManifestDifference.between(tiny, tiny).changes()).isEmpty();
  }

  private static Manifest manifest(ManifestDraft draft) {
    return draft.withEntries(Map.of(Bundle.WEIGHTS, "a".repeat(64), Bundle.GOLDEN, "b".repeat(64)));
  }
}
