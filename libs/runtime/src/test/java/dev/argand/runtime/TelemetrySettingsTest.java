package dev.argand.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class TelemetrySettingsTest {
  private final TelemetrySettings settings = TelemetrySettings.of("search", 9103);

  @Test
  void settings_areNamedAfterTheService() {
    assertThat(settings.settings())
        .extracting(Setting::environmentName)
        .containsExactly(
            "ARGAND_SEARCH_TELEMETRY_HOST",
            "ARGAND_SEARCH_TELEMETRY_PORT",
            "ARGAND_SEARCH_TELEMETRY_TOKEN");
  }

  @Test
  void start_servesOnThePortThatIsSet() throws Exception {
    try (Telemetry telemetry = start(Map.of("ARGAND_SEARCH_TELEMETRY_PORT", "0"))) {
      assertThat(telemetry.port()).isPositive();
    }
  }

  @Test
  void start_onAPortThatIsNone_namesTheSetting() {
    assertThatThrownBy(() -> start(Map.of("ARGAND_SEARCH_TELEMETRY_PORT", "nine")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("search.telemetry.port");
  }

  @Test
  void start_beyondLoopbackWithoutToken_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(Map.of("ARGAND_SEARCH_TELEMETRY_HOST", "0.0.0.0")))
        .withMessageContaining("unless a token is given");
  }

  private Telemetry start(Map<String, String> environment) throws Exception {
    return settings.start(Settings.of(Map.of(), environment), new Health());
  }
}
