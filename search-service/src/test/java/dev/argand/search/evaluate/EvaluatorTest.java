package dev.argand.search.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.search.data.DataSet;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.Splits;
import dev.argand.search.data.WindowSampler;
import dev.argand.signal.AudioClip;
import dev.argand.signal.Features;
import dev.argand.signal.FrontEnd;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final FrontEnd FRONT_END = FrontEnd.oneSecond();
  private static final List<String> LABELS = List.of("low", "high");

  @Test
  void evaluate_aLongClip_scoresAllItsWindowsAFewAtATime() throws Exception {
    DataSet data = DataSets.open("bundled:words");
    WindowSampler sampler = new WindowSampler(Splits.of(data), FRONT_END);
    LabeledClip clip = new LabeledClip("long", "low", "group", EvaluatorTest::threeMinutes);
    List<float[]> windows = sampler.evaluationWindows(clip);
    List<Integer> batches = new ArrayList<>();
    List<float[]> seen = new ArrayList<>();
    Evaluator.evaluate(
        FRONT_END,
        LABELS,
        features -> {
          batches.add(features.length);
          seen.addAll(List.of(features));
          return new float[features.length][2];
        },
        List.of(clip),
        sampler,
        progress -> {},
        answer -> {});
    assertThat(windows).hasSize(1 + (180 * 16_000 - 16_000) / 7_680);
    assertThat(batches).containsExactly(64, 64, 64, 64, 64, windows.size() - 5 * 64);
    for (int i : new int[] {0, 63, 64, windows.size() - 1}) {
      assertThat(seen.get(i)).isEqualTo(Features.window(FRONT_END, windows.get(i)));
    }
  }

  private static AudioClip threeMinutes() {
    float[] samples = new float[180 * 16_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.1 * Math.sin(i * (0.1 + 1e-7 * i)));
    }
    return new AudioClip(samples, 16_000);
  }
}
