package dev.argand.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
  enum Speed {
    SLOW,
    VERY_FAST
  }

  private static final Setting<Integer> PORT =
      Setting.integer("telemetry.port", 0, 65_535, 9_100, "Port of the meters.");
  private static final Setting<Duration> MAX_LAG =
      Setting.duration("max-lag", Duration.ofSeconds(60), "Older windows are shed.");
  private static final Setting<String> TOKEN = Setting.secret("telemetry.token", "Bearer token.");
  private static final Setting<String> NAME = Setting.text("name", null, "Who.");
  private static final Setting<Speed> SPEED =
      Setting.choice("speed", Speed.class, Speed.SLOW, "How fast.");
  private static final List<Setting<?>> KNOWN = List.of(PORT, MAX_LAG, TOKEN, NAME, SPEED);

  @Test
  void get_prefersExplicitThenEnvironmentThenFileThenDefault(@TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve("a.properties"), "telemetry.port = 3\n");
    Map<String, String> environment = Map.of("ARGAND_TELEMETRY_PORT", "2");

    assertThat(Settings.of(Map.of("telemetry.port", "1"), environment, file).get(PORT))
        .isEqualTo(1);
    assertThat(Settings.of(Map.of(), environment, file).get(PORT)).isEqualTo(2);
    assertThat(Settings.of(Map.of(), Map.of(), file).get(PORT)).isEqualTo(3);
    assertThat(Settings.of(Map.of(), Map.of()).get(PORT)).isEqualTo(9_100);
  }

  @Test
  void text_isOneForEqualValues_andThatOfTheDefault() throws Exception {
    Settings given = Settings.of(Map.of("max-lag", " 2m", "speed", "very-fast"), Map.of());
    assertThat(given.text(MAX_LAG)).isEqualTo("120s");
    assertThat(given.text(SPEED)).isEqualTo("very-fast");
    assertThat(given.text(PORT)).isEqualTo("9100").isEqualTo(PORT.defaultText().orElseThrow());
  }

  @Test
  void get_blankEnvironment_countsAsUnset() throws Exception {
    assertThat(Settings.of(Map.of(), Map.of("ARGAND_TELEMETRY_PORT", " ")).get(PORT))
        .isEqualTo(9_100);
  }

  @ParameterizedTest
  @CsvSource({
    "telemetry.port,70000",
    "telemetry.port,1e3",
    "telemetry.port,''",
    "telemetry.port,x"
  })
  void get_badValue_namesSettingValueOriginAndExpectation(String name, String value) {
    assertThatThrownBy(() -> Settings.of(Map.of(name, value), Map.of()).get(PORT))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "setting telemetry.port = \"%s\" (from the command line): a whole number in [0, 65535]"
                    .formatted(value)
                + " was expected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "36501d",
        "876001h",
        "200000000000d",
        "99999999999999999d",
        "9223372036854775807ms",
        "99999999999999999999s"
      })
  void duration_ofMoreThanACentury_isRefused(String text) {
    assertThatThrownBy(() -> Settings.of(Map.of("max-lag", text), Map.of()).get(MAX_LAG))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "setting max-lag = \"%s\" (from the command line): ".formatted(text)
                + "a duration like 250ms, 10s, 5m or 24h, at most 36500d, was expected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"36500d", "876000h", "52560000m", "3153600000s", "3153600000000ms"})
  void duration_ofACentury_isTaken_andHasNanoseconds(String text) throws Exception {
    Duration century = Settings.of(Map.of("max-lag", text), Map.of()).get(MAX_LAG);
    assertThat(century).isEqualTo(Duration.ofDays(36_500));
    assertThat(century.toNanos()).isPositive();
  }

  @Test
  void get_badSecret_isNotPrinted() {
    assertThatThrownBy(() -> Settings.of(Map.of("telemetry.token", " "), Map.of()).get(TOKEN))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("(hidden)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://AKIA:sesame@models/a",
        "s3://AKIA:se/sesame@models",
        "https://h?user=AKIA&key=sesame"
      })
  void get_anAddressWithACredential_doesNotRepeatIt(String address) {
    assertThatThrownBy(
            () -> Settings.of(Map.of(), Map.of("ARGAND_TELEMETRY_PORT", address)).get(PORT))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("://")
        .hasMessageContaining("a whole number in [0, 65535] was expected")
        .hasMessageNotContainingAny("sesame", "AKIA");
  }

  @Test
  void get_withoutValueOrDefault_saysHowToGiveIt() {
    assertThatThrownBy(() -> Settings.of(Map.of(), Map.of()).get(NAME))
        .isInstanceOf(SettingException.class)
        .hasMessage("setting name must be given (environment ARGAND_NAME): text was expected");
  }

  @Test
  void find_withoutValueOrDefault_isEmpty() throws Exception {
    assertThat(Settings.of(Map.of(), Map.of()).find(TOKEN)).isEmpty();
  }

  @Test
  void parse_ofEachType() throws Exception {
    Settings settings =
        Settings.of(Map.of("max-lag", "250ms", "speed", "very-fast", "name", " x "), Map.of());

    assertThat(settings.get(MAX_LAG)).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.get(SPEED)).isEqualTo(Speed.VERY_FAST);
    assertThat(settings.get(NAME)).isEqualTo("x");
  }

  @Test
  void decimal_refusesWhatIsNoFiniteNumberInBounds() {
    Setting<Double> gain = Setting.decimal("gain", 0, 10, 1.0, "Gain.");
    for (String text : List.of("NaN", "Infinity", "-0.1", "10.1", "")) {
      assertThatThrownBy(() -> Settings.of(Map.of("gain", text), Map.of()).get(gain))
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("[0.0, 10.0]");
    }
  }

  @Test
  void refuseUnknown_explicitName_suggestsTheNearest() {
    assertThatThrownBy(
            () -> Settings.of(Map.of("telemetry.prot", "1"), Map.of()).refuseUnknown(KNOWN))
        .isInstanceOf(SettingException.class)
        .hasMessage("unknown setting telemetry.prot: did you mean telemetry.port?");
    assertThatThrownBy(() -> Settings.of(Map.of("colour", "1"), Map.of()).refuseUnknown(KNOWN))
        .hasMessage("unknown setting colour");
  }

  @Test
  void suggestion_isTheNearestNames_orThoseOfTheSameWords() {
    List<String> known =
        List.of("search.epochs", "search.batch", "retrain.epochs", "retrain.batch", "space");
    assertThat(NearNames.suggestion("search.epoch", known))
        .isEqualTo(": did you mean search.epochs?");
    assertThat(NearNames.suggestion("train.epochs", known))
        .isEqualTo(": did you mean retrain.epochs?");
    assertThat(NearNames.suggestion("retrain.number.of.epochs", known))
        .isEqualTo(": did you mean retrain.epochs, retrain.batch or search.epochs?");
    assertThat(NearNames.suggestion("colour", known)).isEmpty();
    assertThat(NearNames.slipSuggestion("retrain.number.of.epochs", known)).isEmpty();
  }

  @Test
  void refuseUnknown_inAFile_isRefused(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("a.properties"), "nmae=x");

    assertThatThrownBy(() -> Settings.of(Map.of(), Map.of(), file).refuseUnknown(KNOWN))
        .hasMessage("unknown setting nmae in %s: did you mean name?", file);
  }

  @Test
  void get_badValueInAFile_namesTheFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("a.properties"), "telemetry.port=many");

    assertThatThrownBy(() -> Settings.of(Map.of(), Map.of(), file).get(PORT))
        .hasMessage(
            "setting telemetry.port = \"many\" (from %s): a whole number in [0, 65535] was"
                + " expected",
            file);
  }

  @Test
  void refuseUnknown_inTheEnvironment_refusesSlipsOnly() throws Exception {
    Settings.of(
            Map.of(),
            Map.of("ARGAND_INGEST_SERVICE_HOST", "10.0.0.1", "PATH", "/bin", "ARGAND_NAME", "x"))
        .refuseUnknown(KNOWN);

    assertThatThrownBy(
            () -> Settings.of(Map.of(), Map.of("ARGAND_MAXLAG", "1s")).refuseUnknown(KNOWN))
        .hasMessage("unknown environment variable ARGAND_MAXLAG: did you mean ARGAND_MAX_LAG?");
  }

  @Test
  void of_unreadableFile_namesIt() {
    assertThatThrownBy(() -> Settings.of(Map.of(), Map.of(), Path.of("no", "such.properties")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("such.properties");
  }

  @Test
  void setting_describesItself() {
    assertThat(PORT.environmentName()).isEqualTo("ARGAND_TELEMETRY_PORT");
    assertThat(MAX_LAG.environmentName()).isEqualTo("ARGAND_MAX_LAG");
    assertThat(MAX_LAG.defaultText()).contains("60s");
    assertThat(SPEED.expected()).isEqualTo("one of slow, very-fast");
    assertThat(SPEED.defaultText()).contains("slow");
    assertThat(NAME.defaultText()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Setting.text("Bad_Name", null, ""))
        .withMessageContaining("Bad_Name");
  }
}
