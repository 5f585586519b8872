package dev.argand.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.inference.InferenceConfig;
import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownSettingsTest {
  private static final Map<String, String> MISSPELT = Map.of("ARGAND_INFERENCE_MAX_LGA", "10s");

  @TempDir Path folder;

  @Test
  void misspeltVariable_isRefused_withTheNearest() {
    assertThatThrownBy(() -> KnownSettings.of(Map.of(), MISSPELT))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "unknown environment variable ARGAND_INFERENCE_MAX_LGA:"
                + " did you mean ARGAND_INFERENCE_MAX_LAG?");
    assertThatThrownBy(
            () -> KnownSettings.of(Map.of(), Map.of("ARGAND_CLIPS_KEEP_DETECTION", "10s")))
        .hasMessageContaining("ARGAND_CLIPS_KEEP_DETECTIONS");
  }

  @Test
  void standalone_refusesAMisspeltVariable_beforeItTouchesTheHome() {
    Home home = new Home(folder.resolve("home"));
    assertThatThrownBy(() -> Standalone.start(home, 0, 0, MISSPELT).close())
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("ARGAND_INFERENCE_MAX_LAG");
    assertThat(home.root()).doesNotExist();
  }

  /** One environment may serve all processes of a machine. */
  @Test
  void settingsOfAllParts_andOfTheCommandLine_areTaken() throws SettingException {
    Map<String, String> environment = new HashMap<>();
    for (Setting<?> setting : KnownSettings.all()) {
      environment.put(setting.environmentName(), "1");
    }
    assertThat(environment)
        .containsKeys(
            "ARGAND_HOME",
            "ARGAND_JAVA_OPTS",
            "ARGAND_BOOTSTRAP_SERVERS",
            "ARGAND_INGEST_SOURCES",
            "ARGAND_INFERENCE_THREADS",
            "ARGAND_EVALUATION_STATE_DIR",
            "ARGAND_SEARCH_POLICY",
            "ARGAND_CLIPS_QUOTA",
            "ARGAND_CONSOLE_TELEMETRY_PORT");

    assertThat(KnownSettings.of(Map.of(), environment).get(InferenceConfig.THREADS)).isEqualTo(1);
  }
}
