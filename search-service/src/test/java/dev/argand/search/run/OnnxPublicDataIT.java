package dev.argand.search.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.network.bundle.Bundle;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.Split;
import dev.argand.search.data.Splits;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A network of the cpu profile's size in ONNX Runtime, on recordings beside the project, where they
 * are there: {@code ../shared/data}. It is trained for a moment only: what its weights are worth
 * does not matter here, that they and its running statistics are no initial ones does.
 */
class OnnxPublicDataIT {
  private static final int CLIPS = 100;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"fsdd,complex,ss1", "speech-commands,complex,ss-pol-asym4"})
  void scoresOfRealClips_areArgands(String name, String field, String space) throws Exception {
    Path data = Path.of("../../shared/data").resolve(name).toAbsolutePath().normalize();
    if (!Files.isDirectory(data)) {
      System.err.printf("%n*** NOT TESTED: no public recordings at %s ***%n%n", data);
      return;
    }
    String profile =
        "cpu,search.method=random,retrain.epochs=1,false.alarms.minutes=1,field=%s,space=%s"
            .formatted(field, space);
    RunResult made =
        SearchRunner.run(
            new SearchRequest(data.toString(), profile, 1, folder.resolve("run")),
            ProgressListener.NONE);
    DataSet set = DataSets.open(data.toString());
    double worst = OnnxScores.worst(made.bundle(), Splits.of(set).clips(Split.TEST), CLIPS);
    System.out.printf(
        "%s: %d parameters, %s, ONNX scores differ by at most %.2e on %d clips%n",
        name,
        made.parameters(),
        Bundle.read(made.bundle()).manifest().network().genotype(),
        worst,
        CLIPS);
    assertThat(made.parameters()).isGreaterThan(5_000);
    assertThat(worst).isLessThan(1e-4);
  }
}
