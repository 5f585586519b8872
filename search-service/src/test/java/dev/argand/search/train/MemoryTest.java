package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.network.NetworkSpec;
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

  /** Channels are chosen after the search; what they will be is known before. */
  @Test
  void require_channelsThatAreMatchedToParameters_areThoseThatAreHeld() throws Exception {
    Profile profile = Profile.read("cpu,retrain.match.parameters=2000000000");
    assertThatThrownBy(() -> Memory.require(profile, FRONT_END, 19, 24_000))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("the retraining needs about ")
        .hasMessageContaining(" MiB, of 24000 MiB")
        .hasMessageContaining("retrain.match.parameters, --match-params (2000000000)");
    Profile modest = Profile.read("cpu,retrain.match.parameters=60000");
    assertThatCode(() -> Memory.require(modest, FRONT_END, 19, 1024)).doesNotThrowAnyException();
  }

  /** Genotypes differ in how wide they become. */
  @Test
  void requireRetraining_ofWhatWasFound_isHeldByItsOwnChannels() throws Exception {
    Profile profile = Profile.read("cpu");
    NetworkSpec found = RetrainPhase.spec(profile, FRONT_END, 19);
    assertThatCode(() -> Memory.requireRetraining(profile, found, 1024)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Memory.requireRetraining(profile, found.withChannels(512), 1024))
        .hasMessageContaining("of 1024 MiB: lower retrain.batch (")
        .hasMessageEndingWith("retrain.channels (512)");
  }

  @Test
  void requireHeap_weightsThatJavaCannotHold_areRefusedWhateverTheMachineHas() throws Exception {
    Profile profile = Profile.read("cpu");
    NetworkSpec network = RetrainPhase.spec(profile, FRONT_END, 19);
    assertThatCode(() -> Memory.requireHeap(profile, network, 900)).doesNotThrowAnyException();
    NetworkSpec wide = network.withChannels(512);
    assertThatThrownBy(() -> Memory.requireHeap(profile, wide, 900))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("MiB of Java's heap, of 900 MiB: lower retrain.channels (512)");
  }

  @Test
  void require_moreParametersThanAVectorHolds_isRefusedByName() throws Exception {
    Profile profile = Profile.read("cpu,architecture=resnet18,architecture.channels=1024");
    assertThatThrownBy(() -> Memory.require(profile, FRONT_END, 19, Long.MAX_VALUE))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "the network must have at most 2147483647 parameters: lower architecture.channels"
                + " (1024)");
  }

  @Test
  void require_aLimitOfTheUser_isHeld() throws Exception {
    Profile profile = Profile.read("cpu,max.memory.mib=100");
    assertThatThrownBy(() -> Memory.require(profile, FRONT_END, 19))
        .hasMessageContaining("of 100 MiB");
  }
}
