package dev.argand.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IngestConfigTest {
  @Test
  void from_nothing_hasDefaults() throws Exception {
    assertThat(IngestConfig.from(Settings.of(Map.of(), Map.of())))
        .isEqualTo(new IngestConfig("127.0.0.1:9092", "", 64, List.of()));
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
                "ARGAND_INGEST_MAX_SOURCES", "3",
                "ARGAND_INGEST_SOURCES", "hall=/audio/hall, door=door=2.wav",
                "ARGAND_INGEST_SPEED", "2",
                "ARGAND_INGEST_LOOP", "true"));

    assertThat(IngestConfig.from(settings.refuseUnknown(IngestConfig.settings())))
        .isEqualTo(
            new IngestConfig(
                "k:1",
                "lab.",
                3,
                List.of(
                    new SourceSpec("hall", Path.of("/audio/hall"), 2, true),
                    new SourceSpec("door", Path.of("door=2.wav"), 2, true))));
  }

  @Test
  void from_aBadPrefix_isRefused() {
    assertThatThrownBy(
            () -> IngestConfig.from(Settings.of(Map.of("topic-prefix", "a/b"), Map.of())))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("topic-prefix");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hall", "=a.wav", "hall=", "hall=a.wav,hall=b.wav", "hall=a.wav,"})
  void from_badSources_isRefused(String sources) {
    assertThatThrownBy(
            () -> IngestConfig.from(Settings.of(Map.of("ingest.sources", sources), Map.of())))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("ingest.sources");
  }

  @Test
  void from_moreSourcesThanMayPlay_isRefused() {
    Map<String, String> given =
        Map.of("ingest.sources", "a=a.wav,b=b.wav", "ingest.max-sources", "1");

    assertThatThrownBy(() -> IngestConfig.from(Settings.of(given, Map.of())))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "at most ingest.max-sources = 1 sources were expected in ingest.sources, were 2");
  }

  @Test
  void from_anEndlessLoopAsFastAsItGoes_isRefused() {
    Map<String, String> given =
        Map.of("ingest.sources", "a=a.wav", "ingest.speed", "0", "ingest.loop", "true");

    assertThatThrownBy(() -> IngestConfig.from(Settings.of(given, Map.of())))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("a loop needs a speed above 0");
  }
}
