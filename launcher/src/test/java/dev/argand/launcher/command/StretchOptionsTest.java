package dev.argand.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.launcher.replay.Stretch;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class StretchOptionsTest {
  @Test
  void sideThatIsNotGiven_staysOpen() throws Exception {
    assertThat(stretch()).isEqualTo(new Stretch(null, null));
    assertThat(stretch("--from", "2026-11-25T10:00:00+01:00"))
        .isEqualTo(new Stretch(Instant.parse("2026-11-25T09:00:00Z"), null));
  }

  private static Stretch stretch(String... arguments) throws Exception {
    return CommandLine.populateCommand(new StretchOptions(), arguments).stretch();
  }
}
