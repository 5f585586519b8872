package dev.argand.network.bundle;

import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The smallest bundle with every part, and the generator of the checked-in tiny-v1.argand: run
 * {@link #main} with the file to write. Its weights belong to no real network.
 */
final class TinyBundle {
  static final Genotype GENOTYPE =
      Genotype.parse(
          "SS1 normal[sep3<0 skip<1 | dil5<1 max3<2] reduction[avg3<0 sep5<1 | dil3<0 skip<2]");
  static final FrontEnd FRONT_END = new FrontEnd(8_000, 144, 64, 32, 16, 8, 100, 4_000, 10);
  static final List<String> LABELS = List.of("background", "dog bark", "grüße");

  private TinyBundle() {}

  public static void main(String[] args) throws IOException {
    System.out.println(write(Path.of(args[0])));
  }

  static String write(Path file) throws IOException {
    return BundleWriter.write(file, draft(), weights(), golden(), others());
  }

  static ManifestDraft draft() {
    return new ManifestDraft(
        LABELS,
        "background",
        List.of(1.0, 0.5, 0.62),
        FRONT_END,
        network(),
        metrics(),
        provenance(),
        1e-5,
        7);
  }

  static NetworkSpec network() {
    return new NetworkSpec(
        Field.COMPLEX, GENOTYPE, 2, 1, false, 1, 8, 8, LABELS.size(), Readout.MODULUS);
  }

  static Map<String, Double> metrics() {
    return Map.of("heldOutAccuracy", 0.875, "falseAlarmsAnHour", 2e23, "loss", 1.0 / 3);
  }

  static Provenance provenance() {
    return new Provenance(
        "run-1",
        "bundled",
        "0".repeat(64),
        42,
        "smoke",
        "darts",
        Map.of("java", "17.0.15", "threads", "1"),
        Provenance.UNKNOWN_COMMIT,
        null,
        Instant.parse("2026-01-02T03:04:05.678Z"));
  }

  static Map<String, Tensor> weights() {
    return Map.of(
        "stem.conv.weight", Tensor.of(new float[] {1.5f, -2.25f, 0, -0.0f, 1e-30f, 3}, 2, 3),
        "head.bias", Tensor.of(new float[] {0.1f}, 1));
  }

  static Golden golden() {
    float[][] windows = new float[2][FRONT_END.windowSamples()];
    for (int i = 0; i < windows[0].length; i++) {
      windows[0][i] = (i % 16 - 8) / 16f;
      windows[1][i] = (i * i % 32 - 16) / 64f;
    }
    return new Golden(windows, new float[][] {{0.5f, 0.25f, 0.25f}, {0.125f, 0.375f, 0.5f}});
  }

  static Map<String, byte[]> others() {
    return Map.of(Bundle.ARCHITECTURE, "<svg/>".getBytes(StandardCharsets.UTF_8));
  }
}
