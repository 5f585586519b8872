package dev.argand.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class SourceSpecTest {
  private static final Path PATH = Path.of("a.wav");

  @Test
  void spec_badValues_areRefusedByName() {
    refused(() -> new SourceSpec(" ", PATH, 1, false), "sourceId");
    refused(() -> new SourceSpec("門".repeat(171), PATH, 1, false), "has 513");
    refused(() -> new SourceSpec("a", PATH, -1, false), "speed");
    refused(() -> new SourceSpec("a", PATH, Double.NaN, false), "speed");
    refused(() -> new SourceSpec("a", PATH, Double.POSITIVE_INFINITY, false), "speed");
    refused(() -> new SourceSpec("a", PATH, 0, true), "loop");
  }

  @Test
  void id_asLongAsRecognitionTakesIt_isTaken() {
    assertThat(new SourceSpec("門".repeat(170) + "xy", PATH, 1, false).sourceId()).hasSize(172);
  }

  private static void refused(Runnable call, String name) {
    assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining(name);
  }
}
