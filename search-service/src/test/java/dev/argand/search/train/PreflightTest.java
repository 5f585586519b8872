package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.runtime.SettingException;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.Splits;
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
        "max.memory.mib=1|MiB, of 1 MiB: lower "
      })
  void limitBelowTheSmallestNetwork_isRefusedByName(String limit, String said) throws Exception {
    DataSet data = DataSets.open("bundled:events");
    Profile profile = Profile.read("smoke," + limit);

    assertThatThrownBy(() -> Preflight.require(profile, data, Splits.of(data)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(said);
  }
}
