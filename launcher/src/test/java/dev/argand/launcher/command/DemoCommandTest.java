package dev.argand.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.launcher.demo.TourSpec;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class DemoCommandTest {
  private static TourSpec spec(String... arguments) throws Exception {
    DemoCommand demo = new DemoCommand();
    new CommandLine(demo).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return demo.tourSpec();
  }

  @Test
  void firstAct_leavesTheSecondOut_whichElseFollows() throws Exception {
    assertThat(spec("--first-act").secondAct()).isFalse();
    assertThat(spec().secondAct()).isTrue();
  }
}
