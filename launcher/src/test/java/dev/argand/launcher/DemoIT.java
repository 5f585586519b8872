package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tour, from search to live recognition and once round the circle, with models too small to be
 * right, in a JVM of its own.
 */
@Tag("beside")
class DemoIT {
  private static final long MINUTES = 5;

  @TempDir Path folder;

  @Test
  void once_smokeProfile_hearsLiveWhatTheBatchHears_andTheCircleClosesWhateverTheGateSays()
      throws Exception {
    JsonNode result = demo("--seconds", "6");
    assertThat(result.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "version",
            "genotype",
            "parameters",
            "heldOutAccuracy",
            "windows",
            "liveAccuracy",
            "offlineAccuracy",
            "p50Ms",
            "p99Ms",
            "realTimeFactor",
            "secondAct");
    assertThat(result.get("version").intValue()).isEqualTo(1);
    // Four sources, 6 s each: windows of 1 s every 0.48 s.
    assertThat(result.get("windows").intValue()).isEqualTo(4 * 11);
    assertThat(result.get("liveAccuracy").doubleValue())
        .isEqualTo(result.get("offlineAccuracy").doubleValue());
    try (var left = Files.list(folder)) {
      assertThat(left.filter(file -> file.getFileName().toString().startsWith("argand-demo")))
          .isEmpty();
    }

    JsonNode second = result.get("secondAct");
    assertThat(second.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "accuracyBefore", "accuracyDuring", "accuracyAfter", "promoted", "seconds");
    assertThat(second.get("accuracyDuring").doubleValue()).isBetween(0.0, 1.0);
    assertThat(second.get("accuracyAfter").doubleValue()).isBetween(0.0, 1.0);
    assertThat(second.get("promoted").isBoolean()).isTrue();
  }

  /** Runs a tour to its end; its last line. */
  private JsonNode demo(String... more) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "demo",
                "--once",
                "--profile",
                "smoke",
                "--data",
                "bundled:events",
                "--seed",
                "3"));
    command.addAll(List.of(more));
    Process demo =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(demo.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
    } finally {
      demo.destroyForcibly();
    }
    assertThat(demo.exitValue()).as(Files.readString(err)).isZero();
    assertThat(demo.descendants()).isEmpty();
    List<String> lines = Files.readAllLines(out);
    return new ObjectMapper().readTree(lines.get(lines.size() - 1));
  }
}
