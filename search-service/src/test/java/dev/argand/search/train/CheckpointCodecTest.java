package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.network.training.TrainerState;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckpointCodecTest {
  private static final Checkpoint CHECKPOINT =
      new Checkpoint(
          "0123456789abcdef",
          "retrain",
          17,
          "SS1 normal[sep3<0 skip<1] reduction[max3<0 skip<1]",
          Map.of("third", 1.0 / 3, "nothing", Double.NaN, "small", Double.MIN_VALUE),
          new TrainerState(
              Map.of(
                  "w",
                  new float[] {1.5f, -0.0f, Float.MIN_VALUE},
                  "velocity",
                  new float[] {7, 8, 9}),
              Map.of("adam", new double[] {Math.PI, -1e-300})));

  @Test
  void decode_whatWasEncoded_isTheSame() throws IOException {
    Checkpoint read = CheckpointCodec.decode(CheckpointCodec.encode(CHECKPOINT));
    assertThat(read.runId()).isEqualTo(CHECKPOINT.runId());
    assertThat(read.phase()).isEqualTo("retrain");
    assertThat(read.step()).isEqualTo(17);
    assertThat(read.genotype()).isEqualTo(CHECKPOINT.genotype());
    assertThat(read.carried()).isEqualTo(CHECKPOINT.carried());
    assertThat(read.state().floats()).containsOnlyKeys("w", "velocity");
    assertThat(read.state().floats().get("w")).containsExactly(1.5f, -0.0f, Float.MIN_VALUE);
    assertThat(read.state().doubles().get("adam")).containsExactly(Math.PI, -1e-300);
  }

  @Test
  void decode_withoutAGenotype_hasNone() throws IOException {
    Checkpoint early =
        new Checkpoint("r", "search", 0, null, Map.of(), new TrainerState(Map.of(), Map.of()));
    assertThat(CheckpointCodec.decode(CheckpointCodec.encode(early)).genotype()).isNull();
  }

  @Test
  void decode_anyByteChanged_isRefused() {
    byte[] good = CheckpointCodec.encode(CHECKPOINT);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      assertThatThrownBy(() -> CheckpointCodec.decode(bad)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void decode_cutOffAnywhere_isRefused() {
    byte[] good = CheckpointCodec.encode(CHECKPOINT);
    for (int length = 0; length < good.length; length++) {
      byte[] bad = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> CheckpointCodec.decode(bad)).isInstanceOf(IOException.class);
    }
  }
}
