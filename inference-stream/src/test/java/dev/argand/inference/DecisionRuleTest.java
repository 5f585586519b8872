package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.schemas.avro.WindowDecision;
import dev.argand.signal.Level;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecisionRuleTest {
  private static final Level LOUD = new Level(100, 0.5f, 0, 0.1, 0);
  private static final float[] CLEAR = {0.1f, 0.7f, 0.2f};
  private static final float[] CLOSE = {0.05f, 0.5f, 0.45f};

  @Test
  void usualRule_leavesItToTheModel() {
    assertThat(decide(DecisionRule.USUAL, CLEAR, 0.7f)).isEqualTo(WindowDecision.ACCEPTED);
    assertThat(decide(DecisionRule.USUAL, CLEAR, 0.71)).isEqualTo(WindowDecision.BELOW_THRESHOLD);
    assertThat(decide(DecisionRule.USUAL, CLOSE, 0.5)).isEqualTo(WindowDecision.ACCEPTED);
    assertThat(
            DecisionRule.USUAL.decide(
                new float[] {0.8f, 0.1f, 0.1f}, 0, 0.5, 0, new Level(1, 0, 0, 0, 0)))
        .isEqualTo(WindowDecision.BACKGROUND);
  }

  @Test
  void leastScore_holdsBesideTheThreshold() {
    DecisionRule rule = new DecisionRule(0.75, 0, -200);

    assertThat(decide(rule, CLEAR, 0.3)).isEqualTo(WindowDecision.BELOW_MIN_SCORE);
    assertThat(decide(new DecisionRule(0.7f, 0, -200), CLEAR, 0.3))
        .isEqualTo(WindowDecision.ACCEPTED);
  }

  @Test
  void margin_isTheDistanceToTheNext() {
    DecisionRule rule = new DecisionRule(0, 0.25, -200);

    assertThat(decide(rule, CLOSE, 0.3)).isEqualTo(WindowDecision.SMALL_MARGIN);
    assertThat(decide(rule, CLEAR, 0.3)).isEqualTo(WindowDecision.ACCEPTED);
  }

  @Test
  void quietWindow_isNothing_whateverItScores() {
    DecisionRule rule = new DecisionRule(0, 0, -20.1);

    assertThat(decide(rule, CLEAR, 0.3)).isEqualTo(WindowDecision.ACCEPTED);
    assertThat(rule.decide(CLEAR, 1, 0.3, 0, new Level(100, 0.1f, 0, 0.09, 0)))
        .isEqualTo(WindowDecision.TOO_QUIET);
    // What could not be measured is not called quiet.
    assertThat(rule.decide(CLEAR, 1, 0.3, 0, Level.NONE)).isEqualTo(WindowDecision.ACCEPTED);
  }

  @Test
  void scoreThatIsNoNumber_acceptsNothing() {
    assertThat(decide(DecisionRule.USUAL, new float[] {Float.NaN, 0.9f, 0.1f}, 0.3))
        .isEqualTo(WindowDecision.NOT_A_NUMBER);
  }

  @Test
  void settings_areRead_andBounded() throws SettingException {
    HearingRule rule =
        HearingRule.of(
            Settings.of(
                Map.of(
                    "decision.min.score", "0.4",
                    "decision.min.margin", "0.1",
                    "decision.min.dbfs", "-55",
                    "quality.clipping.share", "0.01",
                    "quality.silence.dbfs", "-70",
                    "quality.dc.offset", "0.1",
                    "quality.late", "3s"),
                Map.of()));

    assertThat(rule.decision()).isEqualTo(new DecisionRule(0.4, 0.1, -55));
    assertThat(rule.quality()).isEqualTo(new QualityRule(0.01, -70, 0.1, Duration.ofSeconds(3)));
    assertThatThrownBy(
            () -> HearingRule.of(Settings.of(Map.of("decision.min.dbfs", "6"), Map.of())))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("decision.min.dbfs")
        .hasMessageContaining("[-200.0, 0.0]");
  }

  private static WindowDecision decide(DecisionRule rule, float[] scores, double threshold) {
    return rule.decide(scores, 1, threshold, 0, LOUD);
  }
}
