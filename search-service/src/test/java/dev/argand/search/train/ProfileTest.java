package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.network.Input;
import dev.argand.network.SearchSpace;
import dev.argand.network.training.FairDarts;
import dev.argand.network.training.PolynomialCare;
import dev.argand.runtime.SettingException;
import dev.argand.search.data.Augmentation;
import dev.argand.search.data.FeatureMasks;
import dev.argand.search.run.RunConfig;
import dev.argand.search.run.SearchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"smoke", "cpu"})
  void read_builtIn_canMakeItsCellsPure(String name) throws SettingException {
    Profile profile = Profile.read(name);
    assertThat(profile.name()).isEqualTo(name);
    assertThat(profile.search().reach()).isGreaterThanOrEqualTo(1);
    assertThat(profile.search().isRegularized(0)).isFalse();
    assertThat(profile.search().isRegularized(profile.search().epochs() - 1)).isTrue();
  }

  @Test
  void read_usersFile_startsFromCpuAndOverrides() throws Exception {
    Profile profile = Profile.read(write("search.nodes = 3"));
    assertThat(profile.search().nodes()).isEqualTo(3);
    assertThat(profile.search().channels()).isEqualTo(Profile.read("cpu").search().channels());
    assertThat(profile.values()).containsEntry("search.nodes", "3");
  }

  @Test
  void read_fileWithCommasInItsPath_takesChangesAfterIt(@TempDir Path folder) throws Exception {
    Path file = Files.createDirectories(folder.resolve("a,b")).resolve("mine,too.properties");
    Files.writeString(file, "search.nodes = 3");
    Profile profile = Profile.read(file + ",search.batch=8,retrain.epochs=2");
    assertThat(profile.search().nodes()).isEqualTo(3);
    assertThat(profile.search().batch()).isEqualTo(8);
    assertThat(profile.retrain().epochs()).isEqualTo(2);
    assertThat(Profile.read(file.toString()).search().nodes()).isEqualTo(3);
  }

  @Test
  void read_builtIn_variesWindowsByDefault() throws Exception {
    assertThat(Profile.read("smoke").augmentation()).isEqualTo(Augmentation.DEFAULT);
    Profile profile =
        Profile.read(
            write("augment.stretch = 0.15\naugment.frequency.masks = 2\naugment.shift = 0"));
    assertThat(profile.augmentation().stretch()).isEqualTo(0.15);
    assertThat(profile.augmentation().shiftShare()).isZero();
    assertThat(profile.augmentation().masks()).isEqualTo(new FeatureMasks(0, 4, 2, 4));
  }

  @Test
  void values_haveEverySetting_andChoicesWhatIsNotAsByDefault() throws Exception {
    Profile cpu = Profile.read("cpu");
    assertThat(cpu.values())
        .containsEntry("augment.gain.db", "10.0")
        .containsEntry("augment.stretch", "0.0")
        .containsEntry("augment.synthetic.background", "0.7")
        .containsEntry("augment.time.mask.frames", "4")
        .containsEntry("frontend.mel.bands", "32")
        .containsEntry("search.method", "force-darts")
        .containsEntry("search.initial.deviation", "0.001")
        .containsEntry("max.parameters", "0");
    assertThat(cpu.choices()).doesNotContainKey("augment.gain.db");
    // How a default is written, and that it is, makes no other run.
    assertThat(Run.runId("d", Profile.read("cpu,augment.gain.db=1e1,search.batch=16"), 1))
        .isEqualTo(Run.runId("d", cpu, 1));
    assertThat(Run.runId("d", Profile.read("cpu,augment.gain.db=9"), 1))
        .isNotEqualTo(Run.runId("d", cpu, 1));
  }

  @Test
  void config_namesFilesByTheirRealPath_andNothingElse() throws Exception {
    Path file = Path.of(write("search.nodes = 3"));
    Path link = Files.createSymbolicLink(folder.resolve("link.properties"), file);
    Path odd = link.resolveSibling(".").resolve(link.getFileName());
    SearchRequest request = new SearchRequest(odd + "", odd + ",search.nodes=4", 1, folder);
    RunConfig config = Run.config(request, Profile.read(request.profile()), "d");
    String real = file.toRealPath().toString();
    assertThat(config.data()).isEqualTo(real);
    assertThat(config.profile()).isEqualTo(real + ",search.nodes=4");
    SearchRequest frozen = new SearchRequest("dataset:" + odd, "cpu,search.nodes=3", 1, folder);
    RunConfig other = Run.config(frozen, Profile.read("cpu"), "d");
    assertThat(other.data()).isEqualTo("dataset:" + real);
    assertThat(other.profile()).isEqualTo("cpu,search.nodes=3");
    SearchRequest bundled = new SearchRequest("bundled:words", "cpu", 1, folder);
    assertThat(Run.config(bundled, Profile.read("cpu"), "d").data()).isEqualTo("bundled:words");
  }

  @Test
  void read_valuesOfAProfileAsAFile_areTheProfile() throws Exception {
    StringBuilder lines = new StringBuilder();
    Profile smoke = Profile.read("smoke");
    smoke.values().forEach((name, value) -> lines.append(name + " = " + value + "\n"));
    Profile again = Profile.read(write(lines.toString()));
    assertThat(again.values()).isEqualTo(smoke.values());
    assertThat(Run.runId("d", again, 1)).isEqualTo(Run.runId("d", smoke, 1));
  }

  @Test
  void read_careForPolynomials_isStoredAndNeedsPolynomials() throws Exception {
    Profile profile =
        Profile.read("cpu,space=ss-pol-asym5,polynomial.scale=true,polynomial.weight.decay=0.01");
    assertThat(profile.polynomials()).isEqualTo(new PolynomialCare(true, 0.01));
    assertThat(profile.values())
        .containsEntry("polynomial.scale", "true")
        .containsEntry("polynomial.weight.decay", "0.01");
    assertThat(Profile.read("cpu").polynomials()).isEqualTo(PolynomialCare.NONE);
    assertThatThrownBy(() -> Profile.read("cpu,polynomial.scale=true"))
        .hasMessage("setting polynomial.scale is for spaces with polynomials, but space is ss1");
    assertThatThrownBy(() -> Profile.read("cpu,space=ss-pol-asym5,polynomial.weight.decay=2"))
        .hasMessageContaining("a number in [0.0, 1.0] was expected");
  }

  @Test
  void read_order_isStored_checked_andOnlyTheFirstIsThePapers() throws Exception {
    Profile second = Profile.read("cpu,search.order=second");
    assertThat(second.search().method().order()).isEqualTo(SearchOrder.SECOND);
    assertThat(second.choices()).containsEntry("search.order", "second");
    Profile cpu = Profile.read("cpu");
    assertThat(cpu.values()).containsEntry("search.order", "first");
    assertThat(cpu.choices()).doesNotContainKey("search.order");
    assertThatThrownBy(() -> Profile.read("cpu,search.order=third"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("search.order")
        .hasMessageContaining("one of first, second")
        .hasMessageContaining("third");
    assertThatThrownBy(() -> Profile.read("sc09-real,search.order=second"))
        .hasMessage("setting search.order must be first with search.parity, was second");
  }

  @Test
  void read_noiseLevelsInTheWrongOrder_areRefused() throws IOException {
    String file = write("augment.snr.low.db = 40");
    assertThatThrownBy(() -> Profile.read(file))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("augment.snr.low.db must be below augment.snr.high.db");
  }

  @Test
  void read_unknownSetting_isNamed() throws IOException {
    String file = write("search.nodez = 3");
    assertThatThrownBy(() -> Profile.read(file))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("search.nodez");
  }

  @Test
  void read_valueOutOfBounds_saysWhatWasExpected() throws IOException {
    String file = write("search.nodes = 0");
    assertThatThrownBy(() -> Profile.read(file))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("search.nodes")
        .hasMessageContaining("[1, 8]");
  }

  @Test
  void read_architecture_isANameOrCells() throws SettingException {
    Profile named = Profile.read("cpu,architecture=resnet18,architecture.channels=7");
    assertThat(named.isSearched()).isFalse();
    assertThat(named.method()).isEqualTo("resnet18");
    assertThat(named.architecture().input()).isEqualTo(Input.MAGNITUDE);
    assertThat(Profile.read("words,architecture=resnet18,input=magnitude").architecture().input())
        .isEqualTo(Input.MAGNITUDE);
    assertThat(Profile.read("cpu,architecture=resnet18,input=planes").architecture().input())
        .isEqualTo(Input.PLANES);
    for (String name : List.of("words", "words,architecture=bc-resnet")) {
      Profile centred = Profile.read(name);
      assertThat(centred.frontEnd().compression()).isEqualTo(1000);
      assertThat(centred.architecture().input()).isEqualTo(Input.CENTRED_MAGNITUDE);
      assertThat(centred.values()).containsEntry("input", "centred-magnitude");
    }
    String cells = "SS1 normal[sep3<0 skip<1] reduction[max3<0 sep3<1]";
    Profile given = Profile.read("cpu,architecture=" + cells);
    assertThat(given.isSearched()).isFalse();
    assertThat(given.method()).isEqualTo("given");
    assertThat(given.architecture().cells()).hasToString("Optional[" + cells + "]");
    assertThat(given.architecture().input()).isEqualTo(Input.PLANES_AND_MAGNITUDE);
    assertThat(Profile.read("smoke").architecture().input()).isEqualTo(Input.PLANES);
    assertThat(Profile.read("cpu").isSearched()).isTrue();
    assertThatThrownBy(() -> Profile.read("cpu,architecture=resnet19"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("searched, resnet18, bc-resnet or a genotype");
    assertThatThrownBy(() -> Profile.read("cpu,architecture.channels=8"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("architecture.channels");
  }

  @Test
  void read_unknownName_listsTheBuiltIn() {
    assertThatThrownBy(() -> Profile.read("huge"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("smoke, cpu")
        .hasMessageContaining("'huge'");
  }

  static List<String> builtIn() {
    return Profile.BUILT_IN;
  }

  @ParameterizedTest
  @MethodSource("builtIn")
  void read_everyBuiltIn_isValid(String name) throws SettingException {
    Profile profile = Profile.read(name);
    assertThat(profile.warnings()).isEmpty();
    String grid = "%d x %d".formatted(profile.frontEnd().melBands(), profile.frontEnd().frames());
    String expected =
        switch (name) {
          case "esc50-complex", "esc50-real" -> "56 x 146";
          case "chirp-direction" -> "32 x 8";
          case "words" -> "40 x 65";
          default -> "32 x 32";
        };
    assertThat(grid).isEqualTo(expected);
  }

  @Test
  void read_changesAfterTheName_override() throws SettingException {
    Profile profile = Profile.read("sc35-complex,space=ss-pol-asym4, search.method = fair-darts");
    assertThat(profile.space()).isEqualTo(SearchSpace.SS_POL_ASYM4);
    assertThat(profile.search().method().differentiable()).isEqualTo(new FairDarts(10, 0.85, 1));
    assertThat(profile.search().method().initialDeviation()).isZero();
    assertThat(profile.values()).containsEntry("space", "ss-pol-asym4");
    assertThatThrownBy(() -> Profile.read("cpu,space"))
        .hasMessageContaining("setting=value")
        .hasMessageContaining("'space'");
  }

  @Test
  void forClips_ofAPassOverTheData_countsItsSteps() throws SettingException {
    Profile profile = Profile.read("sc09-complex").forClips(31_000);
    assertThat(profile.search().stepsPerEpoch()).isEqualTo(15_500 / 96);
    assertThat(profile.retrain().stepsPerEpoch()).isEqualTo(31_000 / 128);
    // The paper's own runs lie between 1.2 and 1.5.
    assertThat(profile.search().reach()).isBetween(1.2, 1.5);
    assertThat(profile.values()).isEqualTo(Profile.read("sc09-complex").values());
    assertThat(Profile.read("cpu").forClips(31_000)).isEqualTo(Profile.read("cpu"));
  }

  @Test
  void read_batchWithoutItsRate_warns() throws SettingException {
    assertThat(Profile.read("cpu,search.batch=64").warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.name()).isEqualTo("batch-without-rate");
              assertThat(warning.message()).contains("64", "instead of 16", "search.rate");
            });
    assertThat(Profile.read("cpu,search.batch=64,search.rate=0.05").warnings()).isEmpty();
  }

  @Test
  void search_thatWaitsWithAlphas_learnsThemLaterAndReachesLess() throws SettingException {
    String steps = "cpu,search.epochs=10,search.steps.per.epoch=7,search.force.after=0.2";
    Profile.Search waits = Profile.read(steps + ",search.architecture.after=0.3").search();
    assertThat(waits.learnsArchitecture(2)).isFalse();
    assertThat(waits.learnsArchitecture(3)).isTrue();
    assertThat(waits.firstArchitectureStep()).isEqualTo(21);
    Profile.Search starts = Profile.read(steps + ",search.architecture.after=0").search();
    assertThat(starts.firstArchitectureStep()).isZero();
    assertThat(waits.reach()).isEqualTo(starts.reach() * 7 / 8);
  }

  @Test
  void read_shardsThatABatchCannotFill_isRefused() {
    assertThatThrownBy(() -> Profile.read("cpu,batch.shards=16"))
        .hasMessageContaining("search.batch must be at least twice batch.shards (16), was 16");
  }

  @Test
  void read_parityWithADeparture_isRefused() {
    assertThatThrownBy(() -> Profile.read("sc09-real,search.gate.sum.weight=1"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("search.parity")
        .hasMessageContaining("must be 0 with search.parity, was 1.0");
  }

  @Test
  void read_frontEndThatCannotBe_saysWhy() {
    assertThatThrownBy(() -> Profile.read("cpu,frontend.hop.samples=481"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("whole number of STFT hops");
  }

  private String write(String line) throws IOException {
    return Files.writeString(folder.resolve("mine.properties"), line + "\n").toString();
  }
}
