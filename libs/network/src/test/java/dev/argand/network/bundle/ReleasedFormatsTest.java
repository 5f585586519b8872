package dev.argand.network.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles of every released format, checked in for ever: each must still load. */
class ReleasedFormatsTest {
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

  private static Path fixture(String name) throws Exception {
    return Path.of(ReleasedFormatsTest.class.getResource(name).toURI());
  }
}
