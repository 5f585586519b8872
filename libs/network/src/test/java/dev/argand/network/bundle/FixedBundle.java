package dev.argand.network.bundle;

import dev.argand.network.Field;
import dev.argand.network.FixedArchitecture;
import dev.argand.network.Input;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.Recognizer;
import dev.argand.network.training.Batch;
import dev.argand.network.training.NetworkTrainer;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.Features;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The smallest BC-ResNet with goldens that its weights give, and the generator of the checked-in
 * fixed-v2.argand: run {@link #main} with the file to write.
 */
final class FixedBundle {
  static final NetworkSpec NETWORK =
      new NetworkSpec(
          Field.REAL,
          FixedArchitecture.BC_RESNET,
          2,
          0,
          false,
          1,
          8,
          8,
          TinyBundle.LABELS.size(),
          Readout.REAL_PART,
          Input.MAGNITUDE);

  private FixedBundle() {}

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    Map<String, Tensor> weights;
    float[][] windows = TinyBundle.golden().windows();
    float[][] features = new float[windows.length][];
    for (int i = 0; i < windows.length; i++) {
      features[i] = Features.window(TinyBundle.FRONT_END, windows[i]);
    }
    float[] both = Arrays.copyOf(features[0], 2 * features[0].length);
    System.arraycopy(features[1], 0, both, features[0].length, features[1].length);
    try (NetworkTrainer trainer =
        new NetworkTrainer(
            NETWORK, new NetworkTrainer.Settings(0.9, 0, 5, 1), CounterRandom.of(1))) {
      for (int step = 0; step < 5; step++) {
        trainer.step(new Batch(2, both, new float[] {1, 0, 0, 0, 0, 1}), 0.05);
      }
      weights = trainer.tensors();
    }
    BundleWriter.write(file, draft(), weights, TinyBundle.golden(), Map.of());
    float[][] scores;
    try (Recognizer model = Recognizer.load(Bundle.read(file))) {
      scores = model.scores(features);
    }
    Files.delete(file);
    System.out.println(
        BundleWriter.write(file, draft(), weights, new Golden(windows, scores), Map.of()));
  }

  static ManifestDraft draft() {
    return new ManifestDraft(
        TinyBundle.LABELS,
        "background",
        List.of(1.0, 0.5, 0.62),
        TinyBundle.FRONT_END,
        NETWORK,
        TinyBundle.metrics(),
        TinyBundle.provenance(),
        1e-4,
        7);
  }
}
