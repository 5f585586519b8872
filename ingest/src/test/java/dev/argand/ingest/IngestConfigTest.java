package dev.argand.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class IngestConfigTest {
  @Test
  void from_nothing_hasDefaults() throws Exception {
    assertThat(IngestConfig.from(Settings.of(Map.of(), Map.of())))
        .isEqualTo(new IngestConfig("127.0.0.1:9092", "", "127.0.0.1", 9101, Optional.empty(), 64));
  }

  @Test
  void from_everything_readsEachSetting() throws Exception {
    Settings settings =
        Settings.of(
            Map.of("bootstrap-servers", "k:1", "ingest.telemetry.port", "0"),
            Map.of(
                "ARGAND_TOPIC_PREFIX", "lab.",
                "ARGAND_INGEST_TELEMETRY_HOST", "0.0.0.0",
                "ARGAND_INGEST_TELEMETRY_TOKEN", "s",
                "ARGAND_INGEST_MAX_SOURCES", "3"));

    assertThat(IngestConfig.from(settings.refuseUnknown(IngestConfig.settings())))
        .isEqualTo(new IngestConfig("k:1", "lab.", "0.0.0.0", 0, Optional.of("s"), 3));
  }

  @Test
  void from_aBadPrefix_isRefused() {
    assertThatThrownBy(
            () -> IngestConfig.from(Settings.of(Map.of("topic-prefix", "a/b"), Map.of())))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("topic-prefix");
  }
}
