package dev.argand.search.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NvidiaGpuTest {
  @TempDir private Path temporary = Path.of("");

  @Test
  void name_programSaysOne_isIt() throws Exception {
    assertThat(gpu("echo 'NVIDIA A100'; echo 'NVIDIA T4'").name()).contains("NVIDIA A100");
  }

  @Test
  void name_programFailsOrSaysNothing_isNone() throws Exception {
    assertThat(gpu("echo 'No devices were found'; exit 6").name()).isEmpty();
    assertThat(gpu("exit 0").name()).isEmpty();
  }

  @Test
  void name_noProgramAndNoDriver_isNone() throws Exception {
    NvidiaGpu none = new NvidiaGpu(List.of("/no/such/program"), temporary.resolve("none"));
    assertThat(none.name()).isEmpty();
  }

  @Test
  void name_noProgramButDriver_isFound() throws Exception {
    Path gpus = Files.createDirectories(temporary.resolve("gpus"));
    Files.createDirectory(gpus.resolve("0000:01:00.0"));
    assertThat(new NvidiaGpu(List.of("/no/such/program"), gpus).name())
        .contains("NVIDIA GPU 0000:01:00.0");
  }

  private NvidiaGpu gpu(String script) {
    return new NvidiaGpu(List.of("/bin/sh", "-c", script), temporary.resolve("none"));
  }
}
