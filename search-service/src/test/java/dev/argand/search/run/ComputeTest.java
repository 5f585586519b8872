package dev.argand.search.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.argand.search.natives.NativeSet;
import dev.argand.search.natives.NativeSets;
import dev.argand.search.natives.NativesException;
import dev.argand.search.natives.NativesFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComputeTest {
  @TempDir private Path temporary = Path.of("");

  @Test
  void parse_ofItsArguments_isTheSame() {
    NativesFolder natives = new NativesFolder(temporary);
    for (boolean cuda : List.of(false, true)) {
      for (NativeSet spectra : List.of(NativeSet.ND4J, NativeSet.ND4J_CUDA)) {
        Compute compute = new Compute(cuda, spectra, natives);
        assertThat(Compute.parse(compute.arguments())).isEqualTo(compute);
      }
      Compute compute = new Compute(cuda, null, natives);
      assertThat(Compute.parse(compute.arguments())).isEqualTo(compute);
    }
  }

  @Test
  void classPath_cuda_hasItsJarsFirst() throws Exception {
    NativesFolder natives = new NativesFolder(temporary.resolve("natives"));
    Path jar = Files.writeString(temporary.resolve("gpu.jar"), "jar");
    Compute cuda = new Compute(true, null, natives);
    Assertions.assertThatThrownBy(() -> cuda.classPath("a:b")).isInstanceOf(NativesException.class);

    NativeSets.put(natives, NativeSet.CUDA, List.of(jar));

    assertThat(cuda.classPath("a:b"))
        .isEqualTo(natives.of(NativeSet.CUDA).resolve("gpu.jar") + ":a:b");
    assertThat(new Compute(false, NativeSet.ND4J, natives).classPath("a:b")).isEqualTo("a:b");
  }

  @Test
  void environment_always_switchesTf32Off() {
    assertThat(Compute.PLAIN.environment()).containsEntry("NVIDIA_TF32_OVERRIDE", "0");
    assertThat(new Compute(false, NativeSet.ND4J, new NativesFolder(temporary)).environment())
        .containsEntry("OMP_NUM_THREADS", "1");
  }

  @Test
  void new_spectraThatAreNone_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Compute(false, NativeSet.CUDA, new NativesFolder(temporary)));
  }
}
