package dev.argand.search.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.argand.network.Field;
import dev.argand.network.FixedArchitecture;
import dev.argand.network.Input;
import dev.argand.runtime.SettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StudyPlanTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"controls", "fields", "smoke"})
  void builtIn_isReadable(String name) throws Exception {
    assertThat(StudyPlan.BUILT_IN).contains(name);
    StudyPlan plan = StudyPlan.read(name, Map.of());
    assertThat(plan.arms()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(plan.runs()).isEqualTo(plan.arms().stream().mapToInt(a -> a.places().size()).sum());
  }

  @Test
  void controls_areFourArmsOfTheSameSize() throws Exception {
    StudyPlan plan = StudyPlan.read("controls", Map.of());
    assertThat(plan.arms())
        .extracting(Arm::name)
        .containsExactly("found", "random", "bc-resnet", "resnet18");
    assertThat(plan.arms()).extracting(Arm::architectures).containsExactly(3, 6, 1, 1);
    assertThat(plan.arms())
        .allSatisfy(arm -> assertThat(arm.profile().budget().matchParameters()).isEqualTo(20_000));
    assertThat(plan.arms().get(3).profile().architecture().given())
        .contains(FixedArchitecture.RESNET18);
    assertThat(plan.arms().get(3).profile().architecture().input()).isEqualTo(Input.MAGNITUDE);
    assertThat(plan.runs()).isEqualTo(6 + 12 + 2 + 2);
  }

  @Test
  void fields_areTwoFieldsEachOnPlanesAndOnMagnitudes() throws Exception {
    assertThat(StudyPlan.read("fields", Map.of()).arms())
        .extracting(arm -> arm.profile().field(), arm -> arm.profile().architecture().input())
        .containsExactly(
            tuple(Field.COMPLEX, Input.PLANES),
            tuple(Field.COMPLEX, Input.MAGNITUDE),
            tuple(Field.REAL, Input.PLANES),
            tuple(Field.REAL, Input.MAGNITUDE));
  }

  @Test
  void changes_takeThePlaceOfWhatIsRead() throws Exception {
    StudyPlan plan =
        StudyPlan.read(
            "controls",
            Map.of(
                "seeds", "1",
                "all.retrain.epochs", "3",
                "arm.random.retrain.epochs", "4",
                "arm.random.architectures", "2"));
    assertThat(plan.arms())
        .extracting(arm -> arm.profile().retrain().epochs())
        .containsExactly(3, 4, 3, 3);
    assertThat(plan.runs()).isEqualTo(3 + 2 + 1 + 1);
    assertThat(plan.id("data")).isNotEqualTo(StudyPlan.read("controls", Map.of()).id("data"));
    assertThat(StudyPlan.read("controls", Map.of()).id("data"))
        .isEqualTo(StudyPlan.read("controls", Map.of()).id("data"))
        .matches("[0-9a-f]{16}");
  }

  @Test
  void file_ofMine_isRead() throws Exception {
    Path file = folder.resolve("mine.properties");
    Files.writeString(
        file,
        """
        arms = a, b
        profile = smoke
        first.seed = 7
        arm.a.field = real
        arm.b.field = complex
        """);
    StudyPlan plan = StudyPlan.read(file.toString(), Map.of());
    assertThat(plan.arms().get(1).places().get(1).seed(plan.firstSeed())).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({
    "arms, found, at least two",
    "arms, 'found, found', different names",
    "arms, 'found, Random', lower case",
    "seeds, 0, seeds",
    "arm.random.seeds, 0, arm random",
    "arm.randon.seeds, 2, of no arm",
    "arm.random.field, quaternion, arm random",
    "arm.random.feild, real, feild",
    "sedes, 2, sedes"
  })
  void wrongText_isRefusedByName(String key, String value, String message) {
    assertThatThrownBy(() -> StudyPlan.read("smoke", Map.of(key, value)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(message);
  }

  @Test
  void unknownStudy_isRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> StudyPlan.read("contrls", Map.of()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("controls, fields, smoke");
  }
}
