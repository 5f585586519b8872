package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.runtime.SettingException;
import dev.argand.signal.FrontEnd;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private static final FrontEnd FRONT_END = FrontEnd.oneSecond();

  @Test
  void require_theBuiltInProfileOfTwoCores_fitsIntoAGibibyte() {
    assertThatCode(() -> Memory.require(Profile.read("cpu"), FRONT_END, 19, 1024))
        .doesNotThrowAnyException();
  }

  @Test
  void require_aSearchThatIsTooGreat_saysBothFiguresAndWhatToLower() throws Exception {
    Profile profile = Profile.read("cpu,search.channels=128,search.batch=512,search.nodes=6");
    assertThatThrownBy(() -> Memory.require(profile, FRONT_END, 19, 24_000))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("the search needs about ")
        .hasMessageContaining(" MiB, of 24000 MiB")
        .hasMessageContaining("lower search.batch (512), search.channels (128)");
  }

  @Test
  void require_partialChannels_fitWhereTheWholeDoesNot() throws Exception {
    String base = "cpu,search.channels=16,search.batch=64,search.nodes=4,stem.stride=1";
    Profile whole = Profile.read(base);
    Profile partial = Profile.read(base + ",search.partial.channels=4");
    assertThatThrownBy(() -> Memory.require(whole, FRONT_END, 10, 10_000))
        .isInstanceOf(SettingException.class);
    assertThatCode(() -> Memory.require(partial, FRONT_END, 10, 10_000)).doesNotThrowAnyException();
  }

  @Test
  void require_aRetrainingThatIsTooGreat_isRefused() throws Exception {
    Profile profile = Profile.read("cpu,retrain.channels=256,retrain.batch=1024");
    assertThatThrownBy(() -> Memory.require(profile, FRONT_END, 19, 24_000))
        .hasMessageContaining("the retraining needs about ");
  }

  @Test
  void require_aLimitOfTheUser_isHeld() throws Exception {
    Profile profile = Profile.read("cpu,max.memory.mib=100");
    assertThatThrownBy(() -> Memory.require(profile, FRONT_END, 19))
        .hasMessageContaining("of 100 MiB");
  }
}
