package dev.argand.network.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.network.LoadGate;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles of every released format, checked in for ever: each must still load. */
class ReleasedFormatsTest {
  private static final String FIXED_V2 =
      "36db5b753b2ed79a1216ad22792d449f80a89b748fa49162434eabc63fb13309";
  private static final String CENTRED_V3 =
      "978ece7042be8f83765637d472f3e8919f737d78040b577094c1d30b841820d6";
  private static final String TINY_V1 =
      "a3f1b5c3307c347234a87283e4a01311afdf9a7bc9b4b1a4f0fdfec6bf0f1469";

  @Test
  void read_tinyV1_stillLoads() throws Exception {
    Bundle bundle = Bundle.read(fixture("tiny-v1.argand"));
    assertThat(bundle.digest()).isEqualTo(TINY_V1);
    assertThat(bundle.manifest().labels()).isEqualTo(TinyBundle.LABELS);
    assertThat(bundle.weights()).isEqualTo(TinyBundle.weights());
    assertThat(bundle.golden()).isEqualTo(TinyBundle.golden());
  }

  @Test
  void write_tinyV1_stillGivesTheSameBytes(@TempDir Path folder) throws Exception {
    Path again = folder.resolve("again.argand");
    TinyBundle.write(again);
    assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(fixture("tiny-v1.argand")));
  }

  @Test
  void load_fixedV2_stillGivesItsScores() throws Exception {
    Path file = fixture("fixed-v2.argand");
    Bundle bundle = Bundle.read(file);
    assertThat(bundle.digest()).isEqualTo(FIXED_V2);
    assertThat(bundle.manifest().formatVersion()).isEqualTo(2);
    assertThat(bundle.manifest().network()).isEqualTo(FixedBundle.NETWORK);
    // Its goldens are reproduced.
    LoadGate.load(file).close();
  }

  @Test
  void write_fixedV2_stillGivesTheSameManifest(@TempDir Path folder) throws Exception {
    Path again = folder.resolve("again.argand");
    Bundle fixture = Bundle.read(fixture("fixed-v2.argand"));
    BundleWriter.write(
        again, FixedBundle.draft(), fixture.weights(), fixture.golden(), java.util.Map.of());
    assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(fixture("fixed-v2.argand")));
  }

  @Test
  void load_centredV3_stillGivesItsScores() throws Exception {
    Path file = fixture("centred-v3.argand");
    Bundle bundle = Bundle.read(file);
    assertThat(bundle.digest()).isEqualTo(CENTRED_V3);
    assertThat(bundle.manifest().formatVersion()).isEqualTo(3);
    assertThat(bundle.manifest().network()).isEqualTo(FixedBundle.CENTRED);
    // Its goldens are reproduced.
    LoadGate.load(file).close();
  }

  @Test
  void write_centredV3_stillGivesTheSameManifest(@TempDir Path folder) throws Exception {
    Path again = folder.resolve("again.argand");
    Bundle fixture = Bundle.read(fixture("centred-v3.argand"));
    BundleWriter.write(
        again,
        FixedBundle.draft(FixedBundle.CENTRED),
        fixture.weights(),
        fixture.golden(),
        java.util.Map.of());
    assertThat(Files.readAllBytes(again))
        .isEqualTo(Files.readAllBytes(fixture("centred-v3.argand")));
  }

  private static Path fixture(String name) throws Exception {
    return Path.of(ReleasedFormatsTest.class.getResource(name).toURI());
  }
}
