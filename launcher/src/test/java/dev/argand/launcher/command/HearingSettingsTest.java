package dev.argand.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.inference.DecisionRule;
import dev.argand.inference.HearingRule;
import dev.argand.inference.QualityRule;
import dev.argand.inference.ReorderRule;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class HearingSettingsTest {
  private static final DecisionRule LOUD = new DecisionRule(0.25, 0.125, -40);

  @Test
  void settingsOfTheLiveStream_areTheReplays() throws Exception {
    HearingRule rule =
        rule(
            "--set",
            "inference.reorder.limit=0s",
            "--set",
            "quality.clipping.share=0.5",
            "--set=quality.silence.dbfs=-60",
            "--set=quality.dc.offset=0.25",
            "--set=quality.late=3s");

    assertThat(rule.reorder()).isEqualTo(ReorderRule.NONE);
    assertThat(rule.quality()).isEqualTo(new QualityRule(0.5, -60, 0.25, Duration.ofSeconds(3)));
    assertThat(rule.decision()).isEqualTo(LOUD);
  }

  @Test
  void nothingSet_isTheUsualRule() throws Exception {
    assertThat(rule().reorder()).isEqualTo(ReorderRule.USUAL);
    assertThat(rule().quality()).isEqualTo(QualityRule.USUAL);
  }

  private static HearingRule rule(String... arguments) throws Exception {
    return CommandLine.populateCommand(new HearingSettings(), arguments).rule(LOUD);
  }
}
