package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.runtime.SettingException;
import dev.argand.search.data.Augmentation;
import dev.argand.search.data.FeatureMasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
  void read_builtIn_variesWindowsByDefault() throws Exception {
    assertThat(Profile.read("cpu").augmentation()).isEqualTo(Augmentation.DEFAULT);
    Profile profile =
        Profile.read(
            write("augment.stretch = 0.15\naugment.frequency.masks = 2\naugment.shift = 0"));
    assertThat(profile.augmentation().stretch()).isEqualTo(0.15);
    assertThat(profile.augmentation().shiftShare()).isZero();
    assertThat(profile.augmentation().masks()).isEqualTo(new FeatureMasks(0, 4, 2, 4));
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
  void read_oddChannels_isRefused() throws IOException {
    String file = write("retrain.channels = 7");
    assertThatThrownBy(() -> Profile.read(file))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("must be even")
        .hasMessageContaining("was 7");
  }

  @Test
  void read_unknownName_listsTheBuiltIn() {
    assertThatThrownBy(() -> Profile.read("huge"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("smoke, cpu")
        .hasMessageContaining("'huge'");
  }

  private String write(String line) throws IOException {
    return Files.writeString(folder.resolve("mine.properties"), line + "\n").toString();
  }
}
