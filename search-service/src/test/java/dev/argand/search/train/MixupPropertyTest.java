package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.argand.network.training.Batch;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.Splits;
import dev.argand.search.data.WindowSampler;
import dev.argand.search.spectra.Spectra;
import dev.argand.signal.AudioClip;
import dev.argand.signal.FrontEnd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

/** Features and targets of a slot are mixed in the same proportion; targets may be softened. */
class MixupPropertyTest {
  private static final FrontEnd FRONT_END = FrontEnd.oneSecond();
  private static final List<String> LABELS = List.of("background", "high", "low");
  private static final int SIZE = 24;

  @Property(tries = 8)
  void batch_isMixedAlikeInFeaturesAndTargets(
      @ForAll long seed, @ForAll @DoubleRange(min = 0, max = 1) double mixup) throws Exception {
    try (BatchSource source = source(seed)) {
      Batch batch =
          source.new Stream(lesson(), "test", SIZE, new BatchSource.Softening(mixup, 0)).next();
      int mixed = 0;
      for (int slot = 0; slot < SIZE; slot++) {
        float[] targets = Arrays.copyOfRange(batch.targets(), 3 * slot, 3 * slot + 3);
        assertThat(targets[0] + targets[1] + targets[2]).isCloseTo(1, within(1e-6f));
        float greatest = Math.max(targets[0], Math.max(targets[1], targets[2]));
        assertThat(greatest).isGreaterThanOrEqualTo(0.5f - 1e-6f);
        mixed += greatest < 1 ? 1 : 0;
        float feature = batch.features()[slot * FRONT_END.featureLength()];
        // The stand-in's feature is the label's number.
        assertThat(feature).isCloseTo(targets[1] + 2 * targets[2], within(1e-5f));
      }
      if (mixup == 0) {
        assertThat(mixed).isZero();
      } else if (mixup == 1) {
        assertThat(mixed).isPositive();
      }
    }
  }

  @Property(tries = 4)
  void batch_withSmoothing_hasTheSameWindowsAndSoftTargets(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 0.5) double smoothing)
      throws Exception {
    try (BatchSource source = source(seed)) {
      Batch hard =
          source.new Stream(lesson(), "test", SIZE, new BatchSource.Softening(0.5, 0)).next();
      Batch soft =
          source.new Stream(lesson(), "test", SIZE, new BatchSource.Softening(0.5, smoothing))
              .next();
      assertThat(soft.features()).isEqualTo(hard.features());
      for (int i = 0; i < hard.targets().length; i++) {
        double expected = (1 - smoothing) * hard.targets()[i] + smoothing / LABELS.size();
        assertThat((double) soft.targets()[i]).isCloseTo(expected, within(1e-6));
      }
    }
  }

  private static Lesson lesson() {
    return new Lesson(clips(), "background", 0.3);
  }

  private static BatchSource source(long seed) throws Exception {
    Splits splits = Splits.of(DataSet.of("test", clips(), List.of()));
    return new BatchSource(
        new WindowSampler(splits, FRONT_END), FRONT_END, new LabelSpectra(), LABELS, seed);
  }

  private static List<LabeledClip> clips() {
    List<LabeledClip> clips = new ArrayList<>();
    for (String group : List.of("a", "b", "c")) {
      clips.add(clip("background", group, 0));
      clips.add(clip("high", group, 0.4f));
      clips.add(clip("low", group, -0.4f));
    }
    return clips;
  }

  private static LabeledClip clip(String label, String group, float level) {
    float[] samples = new float[16_000];
    Arrays.fill(samples, level);
    return new LabeledClip(
        label + "/" + group, label, group, () -> new AudioClip(samples, FRONT_END.sampleRateHz()));
  }

  /** Says which label's level a window has in its middle. */
  private static final class LabelSpectra implements Spectra {
    @Override
    public float[][] features(float[][] windows) {
      float[][] features = new float[windows.length][FRONT_END.featureLength()];
      for (int i = 0; i < windows.length; i++) {
        double mean = 0;
        for (int at = 6_000; at < 10_000; at++) {
          mean += windows[i][at] / 4_000;
        }
        Arrays.fill(features[i], Math.abs(mean) < 0.05 ? 0 : mean > 0 ? 1 : 2);
      }
      return features;
    }

    @Override
    public String name() {
      return "labels";
    }

    @Override
    public void close() {}
  }
}
