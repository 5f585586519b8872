package dev.argand.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ManifestsValidTest {
  static Stream<String> kustomizations() {
    return Manifests.KUSTOMIZATIONS.stream();
  }

  @Test
  void files_areValid() throws IOException {
    List<Resource> files = Manifests.files();

    assertThat(files).hasSizeGreaterThan(20);
    assertThat(files).allSatisfy(ManifestsValidTest::assertValid);
  }

  @ParameterizedTest
  @MethodSource("kustomizations")
  void builtResources_areValidAndNamedOnce(String kustomization) {
    List<Resource> built = Manifests.built(kustomization);

    assertThat(built).isNotEmpty().allSatisfy(ManifestsValidTest::assertValid);
    Set<String> ids = new HashSet<>();
    assertThat(built).allMatch(resource -> ids.add(resource.id()));
  }

  @Test
  void everyFile_isInAKustomization() throws IOException {
    Set<String> used = new HashSet<>();
    kustomizations()
        .flatMap(kustomization -> Manifests.built(kustomization).stream())
        .forEach(resource -> used.add(resource.origin()));

    assertThat(Manifests.files()).extracting(Resource::origin).allMatch(used::contains);
  }

  private static void assertValid(Resource resource) {
    assertThat(Schemas.mistakes(resource)).as(resource.toString()).isEmpty();
  }
}
