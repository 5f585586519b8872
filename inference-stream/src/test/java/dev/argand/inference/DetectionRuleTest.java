package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.signal.FrontEnd;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DetectionRuleTest {
  @Test
  void defaults_areTheUsualRule() throws SettingException {
    assertThat(DetectionRule.of(Settings.of(Map.of(), Map.of()))).isEqualTo(DetectionRule.USUAL);
    DetectionRule.USUAL.requireReachable(FrontEnd.oneSecond());
  }

  @Test
  void everySetting_isRead() throws SettingException {
    Map<String, String> given =
        Map.of(
            "detections.release", "0.5",
            "detections.min.length", "1s",
            "detections.merge.gap", "2s",
            "detections.cooldown", "3s",
            "detections.max.length", "4s",
            "detections.idle", "5s");
    assertThat(DetectionRule.of(Settings.of(given, Map.of())))
        .isEqualTo(
            new DetectionRule(
                0.5,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5)));
  }

  @Test
  void leastLength_aboveTheLongest_isRefused() {
    assertThatThrownBy(
            () ->
                DetectionRule.of(
                    Settings.of(
                        Map.of("detections.min.length", "5s", "detections.max.length", "4s"),
                        Map.of())))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "detections.min.length must be at most detections.max.length of 4.0 s, was 5.0 s");
  }

  @Test
  void length_thatNoNumberOfWindowsHas_isRefusedWithTheArithmetic() {
    // 1 s windows every 0.48 s last 1, 1.48, 1.96 s: nothing lies between 1.6 s and 1.9 s.
    assertThatThrownBy(() -> lengths(1_600, 1_900).requireReachable(FrontEnd.oneSecond()))
        .hasMessage(
            "no detection can ever be made: detections.min.length of 1.6 s takes 3 windows, which"
                + " last 1.0 s + 2 * 0.48 s = 1.96 s, and detections.max.length is 1.9 s");
    assertThatThrownBy(() -> lengths(0, 999).requireReachable(FrontEnd.oneSecond()))
        .hasMessageContaining("takes 1 windows, which last 1.0 s + 0 * 0.48 s = 1.0 s");
    assertThatCode(() -> lengths(1_600, 1_960).requireReachable(FrontEnd.oneSecond()))
        .doesNotThrowAnyException();
    assertThatCode(() -> lengths(1_000, 1_000).requireReachable(FrontEnd.oneSecond()))
        .doesNotThrowAnyException();
  }

  private static DetectionRule lengths(int minMs, int maxMs) {
    return new DetectionRule(
        1,
        Duration.ofMillis(minMs),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofMillis(maxMs),
        Duration.ofSeconds(10));
  }
}
