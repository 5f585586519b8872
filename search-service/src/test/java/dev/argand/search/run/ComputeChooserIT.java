package dev.argand.search.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.search.natives.NativeSet;
import dev.argand.search.natives.NativeSets;
import dev.argand.search.natives.NativesException;
import dev.argand.search.natives.NativesFolder;
import dev.argand.search.natives.NvidiaGpu;
import dev.argand.search.spectra.Nd4jJars;
import dev.argand.search.spectra.SpectraChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes are processes of their own. */
final class ComputeChooserIT {
  private static final NvidiaGpu GPU = NativeSets.boast("NVIDIA Boast");

  @TempDir private Path temporary = Path.of("");
  private NativesFolder natives = new NativesFolder(Path.of(""));
  private final List<String> heard = new ArrayList<>();

  @BeforeEach
  void makeFolder() {
    natives = new NativesFolder(temporary.resolve("natives"));
  }

  @Test
  void choose_autoWithoutGpu_isTheCpuQuietly() throws Exception {
    Compute chosen = chooser(NativeSets.none()).choose(DeviceChoice.AUTO, SpectraChoice.JAVA);
    assertThat(chosen).isEqualTo(new Compute(false, null, natives));
    assertThat(heard).isEmpty();
  }

  @Test
  void choose_cudaWithoutGpu_isRefused() {
    assertThatThrownBy(
            () -> chooser(NativeSets.none()).choose(DeviceChoice.CUDA, SpectraChoice.JAVA))
        .isInstanceOf(NativesException.class)
        .hasMessageContaining("device cuda needs an NVIDIA GPU, and this machine shows none");
  }

  @Test
  void choose_gpuWithoutNatives_autoSaysHowAndCudaIsRefused() throws Exception {
    assertThat(chooser(GPU).choose(DeviceChoice.AUTO, SpectraChoice.JAVA).cuda()).isFalse();
    assertThat(heard)
        .containsExactly(
            "NVIDIA Boast is not used: 'argand natives fetch cuda' fetches what it needs, about"
                + " 2.4 GB");
    assertThatThrownBy(() -> chooser(GPU).choose(DeviceChoice.CUDA, SpectraChoice.JAVA))
        .isInstanceOf(NativesException.class)
        .hasMessageContaining("argand natives fetch cuda");
  }

  @Test
  void choose_gpuThatOnlyBoasts_autoFallsBackLoudlyAndCudaIsRefused() throws Exception {
    NativeSets.put(natives, NativeSet.CUDA, List.of(emptyJar("pytorch-native-cu124.jar")));
    assertThat(chooser(GPU).choose(DeviceChoice.AUTO, SpectraChoice.JAVA).cuda()).isFalse();
    assertThat(heard)
        .singleElement()
        .asString()
        .startsWith("NVIDIA Boast does not work, the CPU is used: device cuda: the engine sees no");
    assertThatThrownBy(() -> chooser(GPU).choose(DeviceChoice.CUDA, SpectraChoice.JAVA))
        .isInstanceOf(NativesException.class)
        .hasMessageStartingWith("device cuda: NVIDIA Boast does not work: ");
  }

  @Test
  void choose_nd4jNotFetched_saysHow() {
    assertThatThrownBy(
            () -> chooser(NativeSets.none()).choose(DeviceChoice.AUTO, SpectraChoice.ND4J))
        .isInstanceOf(NativesException.class)
        .hasMessageContaining("'argand natives fetch nd4j' fetches it, about 128 MB");
  }

  @Test
  void choose_brokenNd4jOnTheGpu_fallsBackToTheCpusThenToJava() throws Exception {
    NativeSets.put(natives, NativeSet.ND4J_CUDA, List.of(emptyJar("nd4j-cuda-11.6.jar")));
    Compute chosen = chooser(GPU).choose(DeviceChoice.AUTO, SpectraChoice.ND4J);
    assertThat(chosen.spectra()).isNull();
    assertThat(heard.get(1))
        .startsWith("nd4j-cuda-11.6 1.0.0-M2.1 does not work, spectra fall back to Java: ");

    heard.clear();
    Path link = NativeSets.link(natives, NativeSet.ND4J, Nd4jJars.FOLDER);
    chosen = chooser(GPU).choose(DeviceChoice.AUTO, SpectraChoice.ND4J);
    Files.delete(link);
    assertThat(chosen.spectra()).isEqualTo(NativeSet.ND4J);
    assertThat(heard.get(1))
        .startsWith(
            "nd4j-cuda-11.6 1.0.0-M2.1 does not work, spectra fall back to nd4j-native 1.0.0-M2.1");
  }

  private ComputeChooser chooser(NvidiaGpu gpu) {
    return new ComputeChooser(natives, gpu, heard::add);
  }

  private Path emptyJar(String name) throws IOException {
    Path jar = temporary.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("nothing"));
    }
    return jar;
  }
}
