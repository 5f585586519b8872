package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.argand.network.Genotype;
import dev.argand.network.cell.CellEdges;
import dev.argand.network.training.CellParameters;
import dev.argand.runtime.SettingException;
import dev.argand.search.run.RunWarning;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each guard is silent on a healthy search and speaks on the one that it is for. */
class GuardsTest {
  private static final Genotype HEALTHY =
      Genotype.parse(
          "SS1 normal[sep3<0 dil5<1 | sep5<0 skip<2] reduction[sep3<0 max3<1 | dil3<0 skip<2]");

  private final CellParameters normal;
  private final CellParameters reduction;
  private final Guards guards;

  GuardsTest() throws SettingException {
    Profile profile = Profile.read("cpu,search.stop.skips=2");
    normal = profile.search().method().differentiable().parameters(new CellEdges(2), 7);
    reduction = profile.search().method().differentiable().parameters(new CellEdges(2), 7);
    guards = new Guards(profile, normal, reduction);
    normal.alpha()[0][1] = 0.5;
  }

  @Test
  void look_atAHealthySearch_isSilent() {
    assertThat(guards.look(sight(0, HEALTHY, 3, Double.NaN))).isEmpty();
    assertThat(guards.stops(HEALTHY)).isFalse();
  }

  @Test
  void purity_ofGatesThatDoNotSumToOne_isAShare() throws SettingException {
    Profile fair = Profile.read("cpu,search.method=fair-darts");
    CellParameters open = fair.search().method().differentiable().parameters(new CellEdges(2), 7);
    Guards.Sight undecided = new Guards.Sight(0, HEALTHY, open, open, 3, Double.NaN);
    assertThat(undecided.purity()).isCloseTo(1, within(1e-9));
    for (double[] edge : open.alpha()) {
      Arrays.fill(edge, -40);
      edge[2] = 9;
    }
    assertThat(undecided.purity()).isCloseTo(0, within(1e-6));
  }

  @Test
  void falseAlarms_warnsOnlyAboveWhatIsAllowed() throws SettingException {
    Profile profile = Profile.read("cpu,false.alarms.hour=6");
    assertThat(Guards.falseAlarms(profile, 6)).isEmpty();
    assertThat(Guards.falseAlarms(profile, 375).orElseThrow().text())
        .contains("false-alarms", "375.0 false alarms an hour", "false.alarms.hour = 6");
  }

  @Test
  void look_atPoolsAndSkips_tellsTheirShare() {
    Genotype collapsed =
        Genotype.parse(
            "SS1 normal[skip<0 skip<1 | avg3<0 skip<2] reduction[sep3<0 max3<1 | dil3<0 sep3<2]");
    assertThat(guards.look(sight(0, collapsed, 3, Double.NaN)))
        .extracting(RunWarning::name, RunWarning::figure)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("parameterless-share", 5.0 / 8));
    assertThat(guards.stops(collapsed)).isTrue();
  }

  @Test
  void look_atManyPolynomialsOfAComplexNetwork_warns() throws SettingException {
    Genotype many =
        Genotype.parse(
            "SS_POL_ASYM5 normal[pol5_7_1<0 pol5_5_3<1 | pol5_7_1<0 skip<2]"
                + " reduction[sep3<0 pol5_5_3<1 | dil3<0 skip<2]");
    assertThat(guards.look(sight(0, many, 3, Double.NaN)))
        .extracting(RunWarning::name)
        .containsExactly("polynomial-share");
    Guards ofReal = new Guards(Profile.read("cpu,field=real"), normal, reduction);
    normal.alpha()[0][1] = 1;
    assertThat(ofReal.look(sight(0, many, 3, Double.NaN))).isEmpty();
  }

  @Test
  void look_atActivationsThatGrow_warns() {
    assertThat(guards.look(sight(0, HEALTHY, 101, Double.NaN)))
        .extracting(RunWarning::name)
        .containsExactly("activation-growth");
    assertThat(guards.look(sight(0, HEALTHY, Double.NaN, Double.NaN)))
        .extracting(RunWarning::name)
        .containsExactly("activation-growth");
  }

  @Test
  void look_atParametersThatStand_warns() {
    normal.alpha()[0][1] = 0;
    // In the profile's first four epochs they are not meant to move.
    assertThat(guards.look(sight(3, HEALTHY, 3, Double.NaN))).isEmpty();
    assertThat(guards.look(sight(4, HEALTHY, 3, Double.NaN)))
        .extracting(RunWarning::name)
        .containsExactly("architecture-unmoved");
  }

  @Test
  void look_whileForcing_tellsWhetherItWillDecide() {
    int last = 7;
    // Still near 1 in the last epoch: too slow. Before forcing, and where it falls fast, silent.
    assertThat(guards.look(sight(last, HEALTHY, 3, 1.0)))
        .extracting(RunWarning::name)
        .containsExactly("purity-too-slow");
    assertThat(guards.look(sight(2, HEALTHY, 3, 1.0))).isEmpty();
    assertThat(guards.look(sight(5, HEALTHY, 3, 1.6))).isEmpty();
  }

  @Test
  void compare_warnsThreeDeviationsBelowRandom() {
    double[] random = {0.5, 0.6, 0.55, 0.55};
    assertThat(Guards.compare(0.45, random)).isEmpty();
    List<RunWarning> warnings = Guards.compare(0.2, random);
    assertThat(warnings).singleElement().extracting(RunWarning::name).isEqualTo("below-random");
    assertThat(warnings.get(0).message()).contains("0.200", "4 random", "0.550");
  }

  @Test
  void beforeStart_whereForcingHasNoTime_saysTheFigure() throws SettingException {
    assertThat(Guards.beforeStart(Profile.read("cpu"))).isEmpty();
    assertThat(Guards.beforeStart(Profile.read("cpu,search.architecture.rate=3e-4")))
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.name()).isEqualTo("purity-unreachable");
              assertThat(warning.message()).contains("0.012");
            });
    assertThat(
            Guards.beforeStart(
                Profile.read("cpu,search.method=darts,search.architecture.rate=3e-4")))
        .isEmpty();
  }

  private Guards.Sight sight(int epoch, Genotype genotype, double growth, double purityBefore) {
    return new Guards.Sight(epoch, genotype, normal, reduction, growth, purityBefore);
  }
}
