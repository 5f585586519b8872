package dev.argand.inference.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationConfigTest {
  @Test
  void defaults_areExactlyOnce() throws SettingException {
    EvaluationConfig config = read(Map.of("bootstrap.servers", "localhost:9092"));

    assertThat(config)
        .isEqualTo(EvaluationConfig.of("localhost:9092", "", Path.of("evaluation-state")));
    assertThat(EvaluationStreamsSettings.of(config))
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("application.id", "argand-evaluation")
        .doesNotContainKey("main.consumer.group.instance.id");
  }

  @Test
  void everySetting_isRead() throws SettingException {
    EvaluationConfig config =
        read(
            Map.of(
                "bootstrap.servers", "kafka:1",
                "topic.prefix", "site.",
                "evaluation.application.id", "judges",
                "evaluation.state.dir", "/state",
                "evaluation.instance.id", "cellar"));

    assertThat(config)
        .isEqualTo(new EvaluationConfig("kafka:1", "site.", "judges", Path.of("/state"), "cellar"));
    assertThat(EvaluationStreamsSettings.of(config))
        .containsEntry("main.consumer.group.instance.id", "cellar");
  }

  @Test
  void bootstrapServers_mustBeGiven() {
    assertThatThrownBy(() -> read(Map.of()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("bootstrap.servers must be given");
  }

  private static EvaluationConfig read(Map<String, String> given) throws SettingException {
    Settings settings = Settings.of(given, Map.of());
    settings.refuseUnknown(EvaluationConfig.settings());
    return EvaluationConfig.of(settings);
  }
}
