package dev.argand.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.BundleWriter;
import dev.argand.network.bundle.Golden;
import dev.argand.network.bundle.ManifestDraft;
import dev.argand.network.bundle.ModelFormatException;
import dev.argand.network.bundle.Provenance;
import dev.argand.network.bundle.Tensor;
import dev.argand.signal.FrontEnd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sound bundle that the process has no room for does not end the process. */
class LoadGateIT {
  private static final FrontEnd FRONT_END =
      new FrontEnd(8_000, 4_000, 1_000, 512, 250, 16, 50, 4_000, 10);
  private static final int VALUES = 16 << 20;

  @TempDir private Path folder;

  /** What a child with a small heap says of the bundles that it is given. */
  static final class Child {
    private Child() {}

    public static void main(String[] files) {
      for (String file : files) {
        try (Recognizer loaded = LoadGate.load(Path.of(file))) {
          System.out.println("loaded " + loaded.digest());
        } catch (ModelFormatException e) {
          System.out.println(e.reason() + " " + e.detail());
        }
      }
      System.out.println("still here");
    }
  }

  @Test
  void load_ofWeightsThatTheHeapCannotHold_isRefused_andTheProcessLives() throws Exception {
    Path large = folder.resolve("large.argand");
    ManifestDraft draft =
        new ManifestDraft(
            List.of("background", "a"),
            "background",
            List.of(1.0, 0.5),
            FRONT_END,
            new NetworkSpec(
                Field.REAL,
                FixedArchitecture.RESNET18,
                64,
                0,
                false,
                1,
                FRONT_END.melBands(),
                FRONT_END.frames(),
                2,
                Readout.MODULUS),
            Map.of(),
            new Provenance(
                "run",
                "none",
                "0".repeat(64),
                1,
                "none",
                "fixed",
                Map.of(),
                Provenance.UNKNOWN_COMMIT,
                null,
                Instant.EPOCH),
            1e-3,
            VALUES);
    Golden golden =
        new Golden(new float[1][FRONT_END.windowSamples()], new float[][] {{0.5f, 0.5f}});
    Map<String, Tensor> weights = Map.of("all", Tensor.of(new float[VALUES], VALUES));
    BundleWriter.write(large, draft, weights, golden, Map.of());
    assertThat(Bundle.read(large).weights()).containsOnlyKeys("all");

    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                large.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(said)
        .contains("BUDGET memory: reading it takes up to ", "half of this process's heap")
        .contains("still here");
  }
}
