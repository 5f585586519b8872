package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class FeatureMasksPropertyTest {
  private static final FrontEnd FRONT_END = FrontEnd.oneSecond();
  private static final int BANDS = FRONT_END.melBands();
  private static final int FRAMES = FRONT_END.frames();

  /** What is blank is whole columns and whole rows, as many at most as asked for, in both parts. */
  @Property(tries = 60)
  void apply_blanksWholeFramesAndBandsOnly(
      @ForAll @IntRange(max = 3) int timeMasks,
      @ForAll @IntRange(max = 40) int frames,
      @ForAll @IntRange(max = 3) int frequencyMasks,
      @ForAll @IntRange(max = 40) int bands,
      @ForAll long seed) {
    float[] features = ones();
    new FeatureMasks(timeMasks, frames, frequencyMasks, bands)
        .apply(features, FRONT_END, CounterRandom.of(seed));
    boolean[] frameBlank = new boolean[FRAMES];
    boolean[] bandBlank = new boolean[BANDS];
    for (int frame = 0; frame < FRAMES; frame++) {
      frameBlank[frame] = true;
      for (int row = 0; row < 2 * BANDS; row++) {
        frameBlank[frame] &= features[row * FRAMES + frame] == 0;
      }
    }
    for (int band = 0; band < BANDS; band++) {
      bandBlank[band] = true;
      for (int frame = 0; frame < FRAMES; frame++) {
        bandBlank[band] &= features[band * FRAMES + frame] == 0;
      }
    }
    for (int i = 0; i < features.length; i++) {
      boolean masked = frameBlank[i % FRAMES] || bandBlank[i / FRAMES % BANDS];
      assertThat(features[i]).isEqualTo(masked ? 0 : 1);
    }
    if (count(bandBlank) < BANDS) {
      assertThat(count(frameBlank)).isLessThanOrEqualTo(timeMasks * frames);
    }
    if (count(frameBlank) < FRAMES) {
      assertThat(count(bandBlank)).isLessThanOrEqualTo(frequencyMasks * bands);
    }
  }

  @Property(tries = 20)
  void none_changesNothing(@ForAll long seed) {
    float[] features = ones();
    FeatureMasks.NONE.apply(features, FRONT_END, CounterRandom.of(seed));
    assertThat(features).isEqualTo(ones());
  }

  /** Every frame and band is reached, the edges too. */
  @Property(tries = 3)
  void apply_manyTimes_reachesEverything(@ForAll long seed) {
    boolean[] seen = new boolean[FRONT_END.featureLength()];
    for (int draw = 0; draw < 400; draw++) {
      float[] features = ones();
      new FeatureMasks(1, 6, 1, 6).apply(features, FRONT_END, CounterRandom.of(seed).at(draw));
      for (int i = 0; i < seen.length; i++) {
        seen[i] |= features[i] == 0;
      }
    }
    assertThat(seen).doesNotContain(false);
  }

  private static int count(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return count;
  }

  private static float[] ones() {
    float[] features = new float[FRONT_END.featureLength()];
    Arrays.fill(features, 1);
    return features;
  }
}
