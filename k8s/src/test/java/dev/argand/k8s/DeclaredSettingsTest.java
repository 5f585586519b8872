package dev.argand.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.inference.InferenceConfig;
import dev.argand.inference.evaluation.EvaluationConfig;
import dev.argand.ingest.IngestConfig;
import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.search.service.SearchConfig;
import dev.argand.search.trigger.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every environment variable of a container is a setting of its service, with a value it takes. */
final class DeclaredSettingsTest {
  /** A service's settings, and what reads all of them together. */
  private record Service(List<Setting<?>> settings, Reader reader) {}

  @FunctionalInterface
  private interface Reader {
    Object read(Settings settings) throws SettingException;
  }

  /** By image and arguments. */
  private static final Map<String, Service> SERVICES =
      Map.of(
          "argand-ingest",
          new Service(IngestConfig.settings(), IngestConfig::from),
          "argand-inference",
          new Service(dev.argand.inference.Main.settings(), InferenceConfig::of),
          "argand-inference evaluation",
          new Service(dev.argand.inference.Main.evaluationSettings(), EvaluationConfig::of),
          "argand-search",
          new Service(dev.argand.search.Main.settings(), SearchConfig::of),
          "argand-search run",
          new Service(dev.argand.search.Main.runSettings(), settings -> settings),
          "argand-console",
          new Service(dev.argand.console.Main.settings(), settings -> settings));

  static Stream<Container> containers() {
    return Manifests.KUSTOMIZATIONS.stream().flatMap(Container::ofKustomization);
  }

  @ParameterizedTest
  @MethodSource("containers")
  void everyVariable_isASettingWithAValueItTakes(Container container) throws Exception {
    check(container.program(), container.environment());
  }

  @ParameterizedTest
  @MethodSource("containers")
  void whatListensBeyondLoopback_hasItsTokenFromASecret(Container container) {
    Map<String, String> environment = container.environment();
    environment.forEach(
        (name, value) -> {
          if (name.endsWith("_TELEMETRY_HOST")) {
            assertThat(value).isEqualTo("0.0.0.0");
            assertThat(container.secretOf(name.replace("_HOST", "_TOKEN")))
                .isEqualTo("argand-telemetry/token");
          }
          if (name.endsWith("_TELEMETRY_PORT")) {
            assertThat(container.tree().at("/ports/0/name").asText()).isEqualTo("http");
            assertThat(container.tree().at("/ports/0/containerPort").asText()).isEqualTo(value);
          }
        });
  }

  @Test
  void policy_isOneThatTheServiceReads(@TempDir Path folder) throws Exception {
    Resource config =
        Manifests.built("base").stream()
            .filter(resource -> resource.id().equals("ConfigMap argand-search-policy"))
            .findFirst()
            .orElseThrow();
    Path file = folder.resolve("policy.properties");
    Files.writeString(file, config.at("/data").path("policy.properties").asText());

    assertThat(Policy.read(file)).isEqualTo(Policy.defaults());
  }

  @Test
  void misspeltVariable_isFound() {
    assertThatThrownBy(() -> check("argand-ingest", Map.of("ARGAND_INGEST_SUORCES", "a=a.wav")))
        .hasMessageContaining("ARGAND_INGEST_SUORCES");
  }

  @Test
  void valueThatTheSettingRefuses_isFound() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("ARGAND_BOOTSTRAP_SERVERS", "kafka:9092");
    environment.put("ARGAND_INFERENCE_THREADS", "none");
    assertThatThrownBy(() -> check("argand-inference", environment))
        .hasMessageContaining("inference.threads");
  }

  private static void check(String program, Map<String, String> environment)
      throws SettingException {
    Service service =
        Objects.requireNonNull(SERVICES.get(program), "settings of " + program + " are unknown");
    assertThat(service.settings())
        .extracting(Setting::environmentName)
        .as("settings of " + program)
        .containsAll(environment.keySet());
    Settings settings = Settings.of(Map.of(), environment).refuseUnknown(service.settings());
    for (Setting<?> setting : service.settings()) {
      settings.find(setting);
    }
    assertThat(service.reader().read(settings)).isNotNull();
  }
}
