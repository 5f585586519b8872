package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.Recognition;
import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** However a session is cut, repeated and interrupted, its windows are those of the batch. */
class RestartPropertyTest {
  private static final FakeModel MODEL = new FakeModel("model-1", Rig.SMALL);

  @Property(tries = 12)
  void anyChunking_withRestartsAndRepeats_givesTheWindowsOfTheBatch(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int rate) {
    int rateHz = new int[] {8_000, 11_025, 16_000, 48_000}[rate];
    CounterRandom random = CounterRandom.of(seed);
    TestAudio audio = TestAudio.noise("porch", "0001", rateHz, 1.2, seed);
    List<Recognition> heard = new ArrayList<>();
    Rig rig = new Rig(Rig.SMALL);
    try {
      List<AudioFrame> frames = audio.randomFrames(random, rateHz / 8);
      for (int i = 0; i < frames.size(); i++) {
        rig.send(frames.get(i));
        if (random.nextInt(4) == 0) {
          rig.send(frames.get(random.nextInt(i + 1)));
        }
        if (random.nextInt(4) == 0) {
          heard.addAll(rig.recognitions());
          rig = rig.restart();
        }
      }
      heard.addAll(rig.recognitions());

      assertThat(Oracle.windows(heard)).isEqualTo(Oracle.windows(audio, MODEL));
      assertThat(heard).extracting(Recognition::getEndTimeMicros).isSorted();
      assertThat(rig.chunks()).isEmpty();
      assertThat(rig.quarantined()).isEmpty();
    } finally {
      rig.close();
    }
  }
}
