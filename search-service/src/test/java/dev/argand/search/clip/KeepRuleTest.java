package dev.argand.search.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeepRuleTest {
  @Test
  void defaults_areTheUsualRule() throws SettingException {
    assertThat(KeepRule.of(Settings.of(Map.of(), Map.of()))).isEqualTo(KeepRule.USUAL);
  }

  @Test
  void everySetting_isRead() throws SettingException {
    assertThat(
            rule(
                Map.of(
                    "clips.pre.roll", "500ms",
                    "clips.post.roll", "2s",
                    "clips.max.length", "1m",
                    "clips.quota", "50GB",
                    "clips.keep.detections", "48h",
                    "clips.keep.audits", "0s",
                    "clips.keep.near.misses", "90s")))
        .isEqualTo(
            new KeepRule(
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                50_000_000_000L,
                Duration.ofHours(48),
                Duration.ZERO,
                Duration.ofSeconds(90)));
  }

  @ParameterizedTest
  @CsvSource({"1048576,1048576", "2MB,2000000", "3GB,3000000000", "1TB,1000000000000"})
  void quota_isANumberOfBytes_orASize(String text, long bytes) throws SettingException {
    assertThat(rule(Map.of("clips.quota", text)).quotaBytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "clips.quota|1048575|clips.quota must be at least 1048576 bytes, was 1048575",
        "clips.quota|2 GB|a number of bytes, or a size like 500MB, 2GB or 1TB",
        "clips.quota|-1|a number of bytes, or a size like 500MB, 2GB or 1TB",
        "clips.pre.roll|61s|clips.pre.roll must be 0 to 60 s, was 61.0 s",
        "clips.post.roll|90s|clips.post.roll must be 0 to 60 s, was 90.0 s",
        "clips.max.length|500ms|clips.max.length must be 1 s to 10 minutes, was 0.5 s",
        "clips.max.length|1s|clips.max.length must be longer than clips.pre.roll of 1.0 s, was 1.0 s",
        "clips.keep.audits|soon|a duration like 250ms, 10s, 5m or 24h"
      })
  void mistake_isRefusedWithNameAndValue(String name, String value, String message) {
    assertThatThrownBy(() -> rule(Map.of(name, value)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(message);
  }

  @Test
  void rolls_areInSamplesOfTheSource_andBeginWithTheSession() {
    KeepRule rule = KeepRule.USUAL;
    assertThat(rule.around("s", 44_100, 88_200, 22_050))
        .isEqualTo(new Stretch.Samples("s", 22_050, 110_250));
    assertThat(rule.around("s", 100, 200, 8_000)).isEqualTo(new Stretch.Samples("s", 0, 8_200));
  }

  private static KeepRule rule(Map<String, String> given) throws SettingException {
    return KeepRule.of(Settings.of(given, Map.of()));
  }
}
