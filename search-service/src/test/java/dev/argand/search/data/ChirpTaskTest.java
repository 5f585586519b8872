package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.argand.search.train.Profile;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.Features;
import dev.argand.signal.FrontEnd;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChirpTaskTest {
  @TempDir Path folder;

  /** So magnitudes are blind: the other direction with another phase has the very same ones. */
  @Test
  void mirroredInTime_hasTheConjugateFeatures() throws Exception {
    FrontEnd frontEnd = Profile.read("chirp-direction").frontEnd();
    int plane = frontEnd.featureLength() / 2;
    for (int i = 0; i < 20; i++) {
      float[] up = ChirpTask.render(true, CounterRandom.of(i)).samples();
      float[] mirrored = new float[up.length];
      for (int frame = 0; frame < up.length; frame += ChirpTask.FRAME) {
        for (int n = 1; n < ChirpTask.FRAME; n++) {
          mirrored[frame + n] = up[frame + ChirpTask.FRAME - n];
        }
      }
      float[] a = Features.window(frontEnd, up);
      float[] b = Features.window(frontEnd, mirrored);
      double imaginary = 0;
      for (int k = 0; k < plane; k++) {
        assertThat(b[k]).isCloseTo(a[k], within(1e-4f));
        assertThat(b[plane + k]).isCloseTo(-a[plane + k], within(1e-4f));
        imaginary = Math.max(imaginary, Math.abs(a[plane + k]));
      }
      assertThat(imaginary).isGreaterThan(0.1);
    }
  }

  @Test
  void clip_isOneFrameWithinSilence() {
    for (int i = 0; i < 20; i++) {
      float[] samples = ChirpTask.render(i % 2 == 0, CounterRandom.of(i)).samples();
      int sounding = 0;
      for (int from = 0; from < samples.length; from += ChirpTask.FRAME) {
        float[] frame = Arrays.copyOfRange(samples, from, from + ChirpTask.FRAME);
        boolean sounds = false;
        for (float sample : frame) {
          sounds |= sample != 0;
        }
        sounding += sounds ? 1 : 0;
      }
      assertThat(sounding).isEqualTo(1);
    }
  }

  @Test
  void write_isADataSetOfTwoLabelsAndBackground() throws Exception {
    ChirpTask task = new ChirpTask(4, 2, 1);
    task.write(folder.resolve("chirps"), done -> {});
    DataSet data = DataSets.open(folder.resolve("chirps").toString());
    assertThat(data.labels()).containsExactlyInAnyOrder("background", "chirp-down", "chirp-up");
    assertThat(data.clips("chirp-up")).hasSize(task.files() / 2);
    assertThat(data.clips("chirp-up").stream().map(LabeledClip::group).distinct()).hasSize(4);
  }
}
