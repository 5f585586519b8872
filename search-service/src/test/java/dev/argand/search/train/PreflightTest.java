package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.network.bundle.Provenance;
import dev.argand.runtime.SettingException;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.Splits;
import dev.argand.search.run.RunConfig;
import dev.argand.search.run.SearchRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before a run begins; that nothing is left of it then is SearchRunnerIT's. */
final class PreflightTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max.parameters=1|max.parameters (--max-params) must be at least",
        "max.milliseconds=1e-6|max.milliseconds (--max-ms) must be at least",
        "max.multiplications=1|max.multiplications must be at least",
        "max.memory.mib=1|MiB, of 1 MiB: lower ",
        "retrain.match.parameters=2000000000|retrain.match.parameters, --match-params (2000000000)",
        "frontend.mel.bands=8|frontend.mel.bands must be at least 16, which a network with"
            + " stem.stride = 2 needs, was 8",
        "frontend.window.samples=4000,frontend.hop.samples=960|frontend.window.samples must be at"
            + " least 8224, for 16 frames"
      })
  void whatNoNetworkCanBe_isRefusedByName(String limit, String said) throws Exception {
    DataSet data = DataSets.open("bundled:events");
    Profile profile = Profile.read("smoke," + limit);

    assertThatThrownBy(() -> Preflight.require(profile, data, Splits.of(data)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(said);
  }

  @Test
  void profileOfManySettings_isTakenAsFarAsAModelCanSayIt() throws Exception {
    assertThatCode(() -> Preflight.requireRoom(asking(Provenance.MOST_ASKED)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Preflight.requireRoom(asking(Provenance.MOST_ASKED + 1)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(
            "the profile, with all that follows its name, must have at most 20000")
        .hasMessageContaining("was 20001");
  }

  private static RunConfig asking(int characters) throws Exception {
    String profile = "smoke,search.epochs=2" + " ".repeat(characters - 21);
    SearchRequest request = new SearchRequest("bundled", profile, 1, Path.of("nowhere"));
    return Run.config(request, Profile.read(profile), "0".repeat(64));
  }
}
