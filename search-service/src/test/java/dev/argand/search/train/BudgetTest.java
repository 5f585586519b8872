package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.cell.DerivedNetwork;
import dev.argand.network.cell.Latency;
import dev.argand.network.cell.Network;
import dev.argand.runtime.SettingException;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private static final NetworkSpec LARGE =
      new NetworkSpec(
          Field.COMPLEX,
          Genotype.parse(
              "SS1 normal[sep5<0 sep5<1 | sep5<0 dil5<2] reduction[sep5<0 sep5<1 | sep5<0 sep5<2]"),
          12,
          1,
          false,
          2,
          32,
          32,
          5,
          Readout.MODULUS);

  @Test
  void fit_underALimit_narrowsUntilItFits() {
    NetworkSpec fitted = searched(new BudgetSettings(20_000, 0, 1, 0, 0, 0)).fit(LARGE);
    assertThat(parameters(fitted)).isLessThanOrEqualTo(20_000);
    assertThat(fitted.genotype()).isEqualTo(LARGE.genotype());
    // The next wider one would not fit.
    assertThat(parameters(wider(fitted))).isGreaterThan(20_000);
    assertThat(searched(new BudgetSettings(0, 0, 1, 0, 0, 0)).fit(LARGE)).isEqualTo(LARGE);
  }

  @Test
  void fit_whereTheNarrowestIsTooLarge_takesCheaperOperations() throws SettingException {
    int cheapest = parameters(searched(new BudgetSettings(1, 0, 1, 0, 0, 0)).fit(LARGE));
    Budget budget = searched(new BudgetSettings(cheapest + 100, 0, 1, 0, 0, 0));
    budget.requirePossible(LARGE);
    NetworkSpec fitted = budget.fit(LARGE);
    assertThat(fitted.channels()).isEqualTo(2);
    assertThat(fitted.genotype()).isNotEqualTo(LARGE.genotype());
    assertThat(parameters(fitted)).isLessThanOrEqualTo(cheapest + 100);
  }

  @Test
  void requirePossible_belowTheSmallestNetwork_saysWhatThatHas() {
    assertThatThrownBy(() -> searched(new BudgetSettings(50, 0, 1, 0, 0, 0)).requirePossible(LARGE))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("max.parameters (--max-params) must be at least ")
        .hasMessageContaining("was 50");
    assertThatThrownBy(
            () -> searched(new BudgetSettings(0, 1e-6, 1, 0, 0, 0)).requirePossible(LARGE))
        .hasMessageContaining("max.milliseconds (--max-ms) must be at least ");
  }

  @Test
  void fit_matching_comesClosestThroughChannels() {
    NetworkSpec fitted = searched(new BudgetSettings(0, 0, 1, 60_000, 0, 0)).fit(LARGE);
    int off = Math.abs(parameters(fitted) - 60_000);
    assertThat(off).isLessThanOrEqualTo(Math.abs(parameters(wider(fitted)) - 60_000));
    assertThat(off).isLessThanOrEqualTo(Math.abs(parameters(narrower(fitted)) - 60_000));
  }

  @Test
  void fit_matchingMoreThanAVectorHolds_staysBelowThat() throws SettingException {
    Profile profile =
        Profile.read("smoke,architecture=resnet18,retrain.match.parameters=" + Integer.MAX_VALUE);
    NetworkSpec spec = RetrainPhase.spec(profile, profile.frontEnd(), 5);
    NetworkSpec fitted = Budget.of(profile).fit(spec);
    assertThat(Network.of(fitted).parameters().size()).isGreaterThan(2_000_000_000);
    assertThatThrownBy(() -> Network.of(wider(fitted))).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void fit_underALatencyLimit_narrowsUntilItFits() {
    Budget budget =
        new Budget(new BudgetSettings(0, 8.5, 1, 0, 0, 0), false, NetworkSpec::channels);
    assertThat(budget.fit(LARGE).channels()).isEqualTo(8);
  }

  @Test
  void fit_underALatencyLimitThatWholeMeets_changesNothing() {
    double generous = 100 * Latency.milliseconds(LARGE);
    assertThat(searched(new BudgetSettings(0, generous, 1, 0, 0, 0)).fit(LARGE)).isEqualTo(LARGE);
  }

  /** The same on every machine: what is found does not depend on how busy this one is. */
  @Test
  void fit_underALimitOfMultiplications_narrowsThenTakesCheaperOperations()
      throws SettingException {
    double whole = new DerivedNetwork(LARGE).multiplications();
    Budget half = searched(new BudgetSettings(0, 0, 1, 0, 0, whole / 2));
    half.requirePossible(LARGE);
    NetworkSpec narrow = half.fit(LARGE);
    assertThat(new DerivedNetwork(narrow).multiplications()).isLessThanOrEqualTo(whole / 2);
    assertThat(new DerivedNetwork(wider(narrow)).multiplications()).isGreaterThan(whole / 2);
    assertThat(narrow.genotype()).isEqualTo(LARGE.genotype());
    double narrowest = new DerivedNetwork(LARGE.withChannels(2)).multiplications();
    Budget tight = searched(new BudgetSettings(0, 0, 1, 0, 0, 0.9 * narrowest));
    tight.requirePossible(LARGE);
    NetworkSpec simpler = tight.fit(LARGE);
    assertThat(simpler.genotype()).isNotEqualTo(LARGE.genotype());
    assertThat(new DerivedNetwork(simpler).multiplications()).isLessThanOrEqualTo(0.9 * narrowest);
    assertThatThrownBy(() -> searched(new BudgetSettings(0, 0, 1, 0, 0, 10)).requirePossible(LARGE))
        .hasMessageStartingWith("max.multiplications must be at least ")
        .hasMessageEndingWith("was 10");
  }

  /** Cells that a person gave are trained, or refused, and never others in their place. */
  @Test
  void givenCells_becomeNarrower_andAreRefusedWhereThatIsNotEnough() throws SettingException {
    int narrowest = parameters(LARGE.withChannels(2));
    Budget tight = given(new BudgetSettings(narrowest, 0, 1, 0, 0, 0));
    tight.requirePossible(LARGE);
    assertThat(tight.fit(LARGE)).isEqualTo(LARGE.withChannels(2));
    Budget tighter = given(new BudgetSettings(narrowest - 1, 0, 1, 0, 0, 0));
    assertThatThrownBy(() -> tighter.requirePossible(LARGE))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "max.parameters (--max-params) must be at least %d, what a network of these cells with 2 channels has, was %d"
                .formatted(narrowest, narrowest - 1));
    assertThat(tighter.fit(LARGE).genotype()).isEqualTo(LARGE.genotype());
  }

  @Test
  void namedNetwork_thatIsTooLarge_isNotAdvisedToHaveFewerCells() throws SettingException {
    Profile profile = Profile.read("smoke,architecture=bc-resnet,max.parameters=100");
    NetworkSpec spec = RetrainPhase.spec(profile, profile.frontEnd(), 5);
    assertThatThrownBy(() -> Budget.of(profile).requirePossible(spec))
        .hasMessageContaining("what bc-resnet with 2 channels has, was 100")
        .hasMessageEndingWith("was 100");
  }

  private static Budget searched(BudgetSettings settings) {
    return new Budget(settings, false, Latency::milliseconds);
  }

  private static Budget given(BudgetSettings settings) {
    return new Budget(settings, true, Latency::milliseconds);
  }

  private static int parameters(NetworkSpec spec) {
    return new DerivedNetwork(spec).parameters().size();
  }

  private static NetworkSpec wider(NetworkSpec spec) {
    return spec.withChannels(spec.channels() + 1);
  }

  private static NetworkSpec narrower(NetworkSpec spec) {
    return spec.withChannels(spec.channels() - 1);
  }
}
