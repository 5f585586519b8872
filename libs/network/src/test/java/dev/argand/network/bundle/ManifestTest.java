package dev.argand.network.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.network.Field;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.bundle.ModelFormatException.Reason;
import dev.argand.signal.FrontEnd;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  private static final Manifest MANIFEST =
      TinyBundle.draft().withEntries(Map.of(Bundle.WEIGHTS, "a".repeat(64)));
  private static final String JSON = new String(MANIFEST.json(), StandardCharsets.UTF_8);

  @Test
  void parse_itsOwnJson_givesTheSame() throws Exception {
    Manifest read = Manifest.parse(MANIFEST.json());
    assertThat(read).isEqualTo(MANIFEST);
    assertThat(read.digest()).isEqualTo(MANIFEST.digest()).matches("[0-9a-f]{64}");
    assertThat(read.backgroundIndex()).isZero();
  }

  @Test
  void json_isCanonical() {
    assertThat(JSON)
        .startsWith("{\"backgroundLabel\":\"background\",\"entries\":{\"weights.safetensors\"")
        .contains("\"formatVersion\":1", "\"genotype\":\"SS1 normal[sep3<0 skip<1 | ")
        .contains("\"createdAt\":\"2026-01-02T03:04:05.678Z\"", "\"parentDigest\":null")
        // Shortest text, where Double.toString of Java 17 says 2.0E23 and 0.3333333333333333.
        .contains("\"falseAlarmsAnHour\":2.0E23", "\"loss\":0.3333333333333333")
        .doesNotContain(" :", ": ", "\n");
  }

  @Test
  void json_numbersOnWhichJavaVersionsDiffer_areTheShortest() {
    Manifest manifest = withMetric(2.0e-3, 1.0e23, 4.9e-324, 2.2250738585072014e-308);
    assertThat(new String(manifest.json(), StandardCharsets.UTF_8))
        .contains("\"m0\":0.002", "\"m1\":1.0E23", "\"m2\":4.9E-324")
        .contains("\"m3\":2.2250738585072014E-308");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "4", "99", "-1", "1.0", "\"1\"", "null", "4294967297"})
  void parse_otherFormatVersion_isRefusedWithTheSupportedOnes(String version) {
    String json = JSON.replace("\"formatVersion\":1", "\"formatVersion\":" + version);
    assertRefused(json, Reason.FORMAT_VERSION, "supported [1, 2, 3], was " + version);
  }

  @Test
  void parse_versionTwoOfWhatVersionOneSays_isRefused() {
    assertRefused(
        JSON.replace("\"formatVersion\":1", "\"formatVersion\":2"),
        Reason.MANIFEST,
        "formatVersion must be 1 for such a network, was 2");
    assertRefused(
        JSON.replace("\"genotype\":", "\"input\":\"MAGNITUDE\",\"genotype\":"),
        Reason.MANIFEST,
        "formatVersion must be 2 for such a network, was 1");
    // What is usual is not said.
    assertRefused(
        JSON.replace("\"readout\"", "\"input\":\"PLANES\",\"readout\""),
        Reason.MANIFEST,
        "canonical");
  }

  @Test
  void json_ofAFixedNetworkOnMagnitudes_isVersionTwo() throws Exception {
    Manifest manifest = FixedBundle.draft().withEntries(Map.of(Bundle.WEIGHTS, "a".repeat(64)));
    String json = new String(manifest.json(), StandardCharsets.UTF_8);
    assertThat(json)
        .contains("\"formatVersion\":2")
        .contains("\"genotype\":\"bc-resnet\",\"input\":\"MAGNITUDE\",\"readout\"");
    assertThat(Manifest.parse(manifest.json())).isEqualTo(manifest);
    assertRefused(json.replace("bc-resnet", "bc-resnet-9"), Reason.MANIFEST, "'bc-resnet-9'");
    assertRefused(
        json.replace("\"field\":\"REAL\"", "\"field\":\"COMPLEX\""),
        Reason.MANIFEST,
        "must be real");
  }

  @Test
  void json_onCentredMagnitudes_isVersionThree() throws Exception {
    Manifest manifest =
        FixedBundle.draft(FixedBundle.CENTRED).withEntries(Map.of(Bundle.WEIGHTS, "a".repeat(64)));
    String json = new String(manifest.json(), StandardCharsets.UTF_8);
    assertThat(json)
        .contains("\"formatVersion\":3")
        .contains("\"genotype\":\"bc-resnet\",\"input\":\"CENTRED_MAGNITUDE\",\"readout\"");
    assertThat(Manifest.parse(manifest.json())).isEqualTo(manifest);
    assertRefused(
        json.replace("\"formatVersion\":3", "\"formatVersion\":2"),
        Reason.MANIFEST,
        "formatVersion must be 3 for such a network, was 2");
  }

  @Test
  void parse_otherFormatVersionWithUnknownFields_namesTheVersion() {
    assertRefused("{\"formatVersion\":7,\"new\":{}}", Reason.FORMAT_VERSION, "was 7");
    assertRefused("{}", Reason.FORMAT_VERSION, "was null");
  }

  @Test
  void parse_unknownFields_areRefusedByName() {
    assertRefused(JSON.replace("{\"back", "{\"agent\":1,\"back"), Reason.MANIFEST, "agent");
    assertRefused(
        JSON.replace("\"hopSamples\"", "\"x\":1,\"hopSamples\""), Reason.MANIFEST, "\"x\"");
  }

  @Test
  void parse_missingNullOrRepeatedFields_areRefused() {
    assertRefused(JSON.replace("\"parameters\":7,", ""), Reason.MANIFEST, "parameters");
    assertRefused(JSON.replace("\"hopSamples\":64,", ""), Reason.MANIFEST, "hopSamples");
    assertRefused(JSON.replace("\"parameters\":7", "\"parameters\":null"), Reason.MANIFEST, "");
    assertRefused(JSON.replace("\"runId\":\"run-1\"", "\"runId\":null"), Reason.MANIFEST, "runId");
    assertRefused(
        JSON.replace("\"field\":\"COMPLEX\"", "\"field\":null"), Reason.MANIFEST, "network.field");
    assertRefused(
        JSON.replace("\"parameters\":7", "\"parameters\":7,\"parameters\":7"),
        Reason.MANIFEST,
        "parameters");
  }

  @Test
  void parse_anotherTextOfTheSameContent_isRefused() {
    assertRefused(JSON.replace(":7,", ": 7,"), Reason.MANIFEST, "canonical");
    assertRefused(JSON + " ", Reason.MANIFEST, "canonical");
    assertRefused(JSON.replace("1.0E-5", "0.00001"), Reason.MANIFEST, "canonical");
    assertRefused(JSON.replace("\"parameters\":7", "\"parameters\":\"7\""), Reason.MANIFEST, "");
    assertRefused(JSON.replace("\"parameters\":7", "\"parameters\":7.5"), Reason.MANIFEST, "");
    assertRefused(JSON.replace("skip<1 |", "skip<1  |"), Reason.MANIFEST, "canonical");
    assertRefused(JSON + "{}", Reason.MANIFEST, "");
  }

  @Test
  void parse_badValues_areRefusedWithTheirNames() {
    assertRefused(JSON.replace("dil5<1", "conv9<1"), Reason.MANIFEST, "'conv9'");
    assertRefused(JSON.replace("\"MODULUS\"", "\"ANGLE\""), Reason.MANIFEST, "ANGLE");
    assertRefused(JSON.replace("\"MODULUS\"", "0"), Reason.MANIFEST, "");
    assertRefused(
        JSON.replace("\"fftLength\":32", "\"fftLength\":33"), Reason.MANIFEST, "fftLength");
    assertRefused(JSON.replace("03:04:05", "33:04:05"), Reason.MANIFEST, "");
    assertRefused(
        JSON.replace("\"background\",\"dog", "\"dog bark\",\"dog"), Reason.LABELS, "twice");
    assertRefused("", Reason.MANIFEST, "not a JSON object");
    assertRefused("[]", Reason.MANIFEST, "not a JSON object");
    assertRefused("hello", Reason.MANIFEST, "");
  }

  @Test
  void parse_tooLong_isRefused() {
    assertRefused(" ".repeat(Manifest.MAX_BYTES + 1), Reason.MANIFEST, "at most 1048576 bytes");
  }

  @Test
  void draft_labelsThatDoNotFit_areRefused() {
    assertLabels(List.of("a"), "a", List.of(1.0), "labels must be at least two");
    assertLabels(List.of("a", "a"), "a", List.of(1.0, 1.0), "labels must be unique, had 'a' twice");
    assertLabels(List.of("a", " "), "a", List.of(1.0, 1.0), "not blank");
    assertLabels(List.of("a", "b\n"), "a", List.of(1.0, 1.0), "not blank");
    assertLabels(List.of("a", "b", "c"), "d", List.of(1.0, 1.0, 1.0), "one of [a, b, c], was 'd'");
    assertLabels(List.of("a", "b", "c"), "a", List.of(1.0, 0.5), "one a label, 3, were 2");
    assertLabels(
        List.of("a", "b", "c"), "a", List.of(1.0, 0.5, 1.5), "'c' must be in [0, 1], was 1.5");
    assertLabels(
        List.of("a", "b", "c"),
        "a",
        List.of(1.0, Double.NaN, 0.0),
        "'b' must be in [0, 1], was NaN");
    assertLabels(List.of("a", "b", "c"), "a", List.of(0.5, 0.5, 0.5), "background label, was 0.5");
    assertLabels(List.of("a", "b"), "a", List.of(1.0, 0.5), "network.classes must be");
    assertLabels(Arrays.asList("a", null), "a", List.of(1.0, 0.5), "had null");
  }

  @Test
  void draft_networkOfAnotherSizeThanTheFrontEnd_isRefused() {
    FrontEnd wide = new FrontEnd(8_000, 160, 64, 32, 16, 8, 100, 4_000, 10);
    FrontEnd tall = new FrontEnd(8_000, 144, 64, 32, 16, 9, 100, 4_000, 10);
    assertThatThrownBy(() -> draft(wide, TinyBundle.network(), 1e-5, 7, Map.of()))
        .hasMessage("network.frames must be the front end's frames, 9, was 8");
    assertThatThrownBy(() -> draft(tall, TinyBundle.network(), 1e-5, 7, Map.of()))
        .hasMessage("network.bands must be the front end's melBands, 9, was 8");
  }

  @Test
  void draft_numbersOutOfRange_areRefused() {
    FrontEnd frontEnd = TinyBundle.FRONT_END;
    NetworkSpec network = TinyBundle.network();
    for (double tolerance : new double[] {0, -1e-5, 1, Double.NaN}) {
      assertThatThrownBy(() -> draft(frontEnd, network, tolerance, 7, Map.of()))
          .hasMessage("goldenTolerance must be in (0, 1), was " + tolerance);
    }
    assertThatThrownBy(() -> draft(frontEnd, network, 1e-5, 0, Map.of()))
        .hasMessage("parameters must be at least 1, was 0");
    assertThatThrownBy(() -> draft(frontEnd, network, 1e-5, 7, Map.of("loss", Double.NaN)))
        .hasMessage("metrics.loss must be a finite number, was NaN");
  }

  @Test
  void withEntries_badNameOrDigest_isRefused() {
    String digest = "a".repeat(64);
    for (String name : List.of("../x", "a/b", "", ".hidden", Bundle.MANIFEST)) {
      assertThatThrownBy(() -> TinyBundle.draft().withEntries(Map.of(name, digest)))
          .hasMessageContaining("plain file names")
          .hasMessageContaining("'" + name + "'");
    }
    assertThatThrownBy(() -> TinyBundle.draft().withEntries(Map.of("a", "A".repeat(64))))
        .hasMessageContaining("entries.a must be 64 lower-case");
  }

  @Test
  void provenance_badValues_areRefusedByName() {
    assertThatThrownBy(() -> provenance(" ", null)).hasMessageContaining("provenance.runId");
    assertThatThrownBy(() -> provenance("r", "beef"))
        .hasMessageContaining("provenance.parentDigest");
    assertThat(provenance("r", "b".repeat(64)).parentDigest()).isEqualTo("b".repeat(64));
  }

  /** A study's later trainings name whole genotypes, and people change many settings. */
  @Test
  void provenance_longProfile_isTakenUpToItsBound() {
    assertThat(asked("p".repeat(Provenance.MOST_ASKED)).profile()).hasSize(20_000);
    assertThatThrownBy(() -> asked("p".repeat(Provenance.MOST_ASKED + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("provenance.profile must be a text of 1 to 20000 characters");
  }

  private static Provenance asked(String profile) {
    return new Provenance("r", "d", "x", 1, profile, "m", Map.of(), "c", null, Instant.EPOCH);
  }

  private static Provenance provenance(String runId, @Nullable String parent) {
    return new Provenance(runId, "d", "x", 1, "p", "m", Map.of(), "unknown", parent, Instant.EPOCH);
  }

  private static void assertLabels(
      List<String> labels, String background, List<Double> thresholds, String message) {
    NetworkSpec network =
        new NetworkSpec(Field.REAL, TinyBundle.GENOTYPE, 2, 1, false, 1, 8, 8, 3, Readout.MODULUS);
    assertThatThrownBy(
            () ->
                new ManifestDraft(
                    labels,
                    background,
                    thresholds,
                    TinyBundle.FRONT_END,
                    network,
                    Map.of(),
                    TinyBundle.provenance(),
                    1e-5,
                    7))
        .isInstanceOf(LabelsException.class)
        .hasMessageContaining(message);
  }

  private static ManifestDraft draft(
      FrontEnd frontEnd,
      NetworkSpec network,
      double tolerance,
      long parameters,
      Map<String, Double> metrics) {
    return new ManifestDraft(
        TinyBundle.LABELS,
        "background",
        List.of(1.0, 0.5, 0.5),
        frontEnd,
        network,
        metrics,
        TinyBundle.provenance(),
        tolerance,
        parameters);
  }

  private static Manifest withMetric(double... values) {
    Map<String, Double> metrics = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      metrics.put("m" + i, values[i]);
    }
    return draft(TinyBundle.FRONT_END, TinyBundle.network(), 1e-5, 7, metrics)
        .withEntries(Map.of());
  }

  private static void assertRefused(String json, Reason reason, String message) {
    assertThat(json).isNotEqualTo(JSON);
    assertThatThrownBy(() -> Manifest.parse(json.getBytes(StandardCharsets.UTF_8)))
        .asInstanceOf(InstanceOfAssertFactories.type(ModelFormatException.class))
        .satisfies(
            e -> assertThat(e.reason()).isEqualTo(reason),
            e -> assertThat(e).hasMessageContaining(message));
  }
}
