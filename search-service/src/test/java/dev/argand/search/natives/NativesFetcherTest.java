package dev.argand.search.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativesFetcherTest {
  private static final String CUDA_JAR = NativeSet.CUDA.coordinates().get(0).fileName();

  @TempDir private Path temporary = Path.of("");
  private NativesFolder folder = new NativesFolder(Path.of(""));

  @BeforeEach
  void makeFolder() {
    folder = new NativesFolder(temporary.resolve("natives"));
  }

  @Test
  void fetch_everythingComes_isThereWholeAndNotFetchedAgain() throws Exception {
    FakeMaven maven = new FakeMaven(temporary);
    maven.bring("pytorch-native-cpu-2.5.1-linux-x86_64.jar", "libtorch.so", false);
    NativesFetcher fetcher = new NativesFetcher(folder, maven.path());

    assertThat(fetcher.fetch(NativeSet.CPU, line -> {})).isTrue();

    assertThat(folder.has(NativeSet.CPU)).isTrue();
    assertThat(folder.jars(NativeSet.CPU))
        .extracting(jar -> jar.getFileName().toString())
        .containsExactly("pytorch-native-cpu-2.5.1-linux-x86_64.jar");
    assertThat(leftovers()).isEmpty();
    assertThat(fetcher.fetch(NativeSet.CPU, line -> {})).isFalse();
  }

  @Test
  void fetch_progress_isHeard() throws Exception {
    FakeMaven maven = new FakeMaven(temporary);
    maven.bring("pytorch-native-cpu-2.5.1-linux-x86_64.jar", "libtorch.so", false);
    maven.script("printf 'Progress (1): 35/601 MB\\rProgress (2): 1.2 MB | 36/601 MB\\r'");
    List<String> heard = new ArrayList<>();

    new NativesFetcher(folder, maven.path()).fetch(NativeSet.CPU, heard::add);

    assertThat(heard).containsExactly("35 of 601 MB", "36 of 601 MB");
  }

  @Test
  void fetch_mavenFails_saysItsReasonAndLeavesNothing() throws Exception {
    FakeMaven maven = new FakeMaven(temporary);
    maven.script("echo '[ERROR] no route to the mirror'; echo '[ERROR] more'; exit 1");

    assertThatThrownBy(
            () -> new NativesFetcher(folder, maven.path()).fetch(NativeSet.CPU, line -> {}))
        .isInstanceOf(NativesException.class)
        .hasMessageContaining("Maven could not fetch cpu: no route to the mirror; its log is ");
    assertThat(folder.has(NativeSet.CPU)).isFalse();
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void reason_ofMavensLongLine_isWhatReallyFailed() {
    String said =
        "Failed to execute goal on project cuda: Could not resolve dependencies for project"
            + " dev.argand.natives:cuda:pom:1: Failed to collect dependencies at ai.djl.pytorch:p: Could"
            + " not transfer artifact ai.djl.pytorch:pytorch-native-cu124:pom:2.5.1 from/to central"
            + " (https://maven.example/maven2): maven.example: Name or service not known -> [Help 1]";

    assertThat(NativesFetcher.reason(said))
        .startsWith("Could not transfer artifact ai.djl.pytorch:pytorch")
        .endsWith(" maven.example: Name or service not known")
        .hasSizeLessThan(110);
    assertThat(NativesFetcher.reason("no route to the mirror")).isEqualTo("no route to the mirror");
  }

  @Test
  void fetch_artefactDoesNotCome_isRefused() throws Exception {
    FakeMaven maven = new FakeMaven(temporary);
    maven.bring("nd4j-native-1.0.0-M2.1.jar", "a.class", false);

    assertThatThrownBy(
            () -> new NativesFetcher(folder, maven.path()).fetch(NativeSet.ND4J, line -> {}))
        .isInstanceOf(NativesException.class)
        .hasMessage(
            "nd4j must hold nd4j-native-1.0.0-M2.1-linux-x86_64.jar, and Maven did not bring it");
    assertThat(folder.has(NativeSet.ND4J)).isFalse();
  }

  @Test
  void fetch_brokenJar_isRefused() throws Exception {
    FakeMaven maven = new FakeMaven(temporary);
    Path jar = maven.bring("pytorch-native-cpu-2.5.1-linux-x86_64.jar", "libtorch.so", false);
    Files.writeString(jar, "half of a download");

    assertThatThrownBy(
            () -> new NativesFetcher(folder, maven.path()).fetch(NativeSet.CPU, line -> {}))
        .isInstanceOf(NativesException.class)
        .hasMessageContaining("what Maven brought cannot be read");
  }

  @Test
  void fetch_damagedBefore_isFetchedAgain() throws Exception {
    FakeMaven maven = new FakeMaven(temporary);
    maven.bring("pytorch-native-cpu-2.5.1-linux-x86_64.jar", "libtorch.so", false);
    NativesFetcher fetcher = new NativesFetcher(folder, maven.path());
    fetcher.fetch(NativeSet.CPU, line -> {});
    Files.writeString(folder.jars(NativeSet.CPU).get(0), "cut");

    assertThat(folder.has(NativeSet.CPU)).isFalse();
    assertThatThrownBy(() -> folder.jars(NativeSet.CPU))
        .hasMessageContaining("'argand natives fetch cpu' fetches it, about 110 MB");
    assertThat(fetcher.fetch(NativeSet.CPU, line -> {})).isTrue();
    assertThat(folder.has(NativeSet.CPU)).isTrue();
  }

  @Test
  void fetch_cudasRuntimeUnderItsVersion_isThereUnderItsPlainName() throws Exception {
    FakeMaven maven = new FakeMaven(temporary);
    maven.bring(CUDA_JAR, "pytorch/cu124/linux-x86_64/libcudart-9335f6a2.so.12.gz", true);
    assertThat(NativeSet.CUDA.size()).isEqualTo("2.4 GB");
    Path jars = Files.createDirectories(temporary.resolve("jars"));
    Files.copy(temporary.resolve("prepared").resolve(CUDA_JAR), jars.resolve(CUDA_JAR));

    CudaRuntime.extract(jars);

    assertThat(jars.resolve(CudaRuntime.LIBRARY))
        .hasContent("pytorch/cu124/linux-x86_64/libcudart-9335f6a2.so.12.gz");
    assertThat(CudaRuntime.jvmOptions(jars)).containsExactly("-Djna.library.path=" + jars);
    assertThat(CudaRuntime.jvmOptions(temporary)).isEmpty();
  }

  @Test
  void pom_everySet_namesItsArtefactsAndNoRepository() {
    for (NativeSet set : NativeSet.values()) {
      String pom = NativesFetcher.pom(set);
      set.coordinates()
          .forEach(c -> assertThat(pom).contains(c.artifact(), c.version(), c.classifier()));
      assertThat(pom).doesNotContain("<repositor", "${");
    }
  }

  @Test
  void isPlatform_others_areNot() {
    assertThat(NativeSet.isPlatform("Linux", "amd64")).isTrue();
    assertThat(NativeSet.isPlatform("Linux", "aarch64")).isFalse();
    assertThat(NativeSet.isPlatform("Mac OS X", "x86_64")).isFalse();
  }

  private List<Path> leftovers() throws IOException {
    try (var files = Files.list(folder.root())) {
      return files.filter(file -> file.getFileName().toString().startsWith(".fetch")).toList();
    }
  }
}
