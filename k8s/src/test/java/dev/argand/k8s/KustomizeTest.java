package dev.argand.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where kubectl is installed: what it builds is what {@link Kustomization} builds. */
final class KustomizeTest {
  @TempDir private Path folder;

  static Stream<String> kustomizations() {
    return Manifests.KUSTOMIZATIONS.stream();
  }

  @ParameterizedTest
  @MethodSource("kustomizations")
  void kubectl_buildsTheSame(String kustomization) throws Exception {
    boolean isInstalled =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "kubectl")));
    if (!isInstalled) {
      System.err.println(
          "SKIPPED: kubectl is not on the PATH, so " + kustomization + " is not built with it");
    }
    assumeTrue(isInstalled, "kubectl is not on the PATH");

    assertThat(byId(kubectl(kustomization)))
        .containsExactlyInAnyOrderEntriesOf(byId(Manifests.built(kustomization)));
  }

  private List<Resource> kubectl(String kustomization) throws IOException, InterruptedException {
    Path built = folder.resolve("built.yaml");
    Path said = folder.resolve("said.txt");
    Process kubectl =
        new ProcessBuilder("kubectl", "kustomize", Manifests.folder(kustomization).toString())
            .redirectOutput(built.toFile())
            .redirectError(said.toFile())
            .start();
    assertThat(kubectl.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(kubectl.exitValue()).as(Files.readString(said, UTF_8)).isZero();
    return Manifests.read(built);
  }

  private static Map<String, JsonNode> byId(List<Resource> resources) {
    Map<String, JsonNode> byId = new TreeMap<>();
    resources.forEach(resource -> byId.put(resource.id(), resource.tree()));
    return byId;
  }
}
