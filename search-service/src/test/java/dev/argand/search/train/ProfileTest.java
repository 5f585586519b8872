package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.runtime.SettingException;
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
    assertThat(profile.search().isForced(0)).isFalse();
    assertThat(profile.search().isForced(profile.search().epochs() - 1)).isTrue();
  }

  @Test
  void read_usersFile_startsFromCpuAndOverrides() throws Exception {
    Profile profile = Profile.read(write("search.nodes = 3"));
    assertThat(profile.search().nodes()).isEqualTo(3);
    assertThat(profile.search().channels()).isEqualTo(Profile.read("cpu").search().channels());
    assertThat(profile.values()).containsEntry("search.nodes", "3");
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
