package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.Split;
import dev.argand.search.data.Splits;
import dev.argand.search.data.WindowSampler;
import dev.argand.search.run.Compute;
import dev.argand.search.run.Progress;
import dev.argand.search.run.RunFolder;
import dev.argand.search.spectra.Spectra;
import dev.argand.signal.FrontEnd;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchPhaseTest {
  @TempDir Path folder;

  @Test
  void epochInWhichOnlyWeightsLearn_hasNoLossOfTheHalfThatAlphasLearnFrom() throws Exception {
    Profile profile =
        Profile.read("smoke,search.architecture.after=0.5,guard.random.architectures=0");
    FrontEnd frontEnd = profile.frontEnd();
    DataSet data = DataSets.open("bundled:events");
    Splits splits = Splits.of(data);
    WindowSampler sampler = new WindowSampler(splits, frontEnd, profile.augmentation());
    RunFolder run = new RunFolder(folder);
    List<Progress> told = new ArrayList<>();
    try (Spectra spectra = Compute.PLAIN.open(frontEnd);
        BatchSource batches = new BatchSource(sampler, frontEnd, spectra, data.labels(), 1)) {
      SearchPhase.run(
          profile,
          frontEnd,
          data.labels(),
          data.backgroundLabel(),
          splits.clips(Split.TRAIN),
          batches,
          List.of(),
          1,
          new Journal(run, "run", told::add));
    }
    List<JsonNode> values =
        run.log().epochs("search").stream().map(line -> line.path("values")).toList();
    assertThat(values).hasSize(2);
    assertThat(values).allMatch(epoch -> epoch.has("weightLoss") && epoch.has("weightAccuracy"));
    assertThat(values).extracting(epoch -> epoch.has("loss")).containsExactly(false, true);
    assertThat(values).extracting(epoch -> epoch.has("accuracy")).containsExactly(false, true);
    assertThat(told)
        .extracting(step -> step.values().containsKey("loss"))
        .containsExactly(false, false, false, true, true, true);
  }
}
