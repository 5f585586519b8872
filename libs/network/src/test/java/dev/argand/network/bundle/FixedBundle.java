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
 * The smallest BC-ResNets with goldens that their weights give, and the generator of the checked-in
 * fixed-v2.argand and centred-v3.argand: run {@link #main} with the folder to write them to.
 */
final class FixedBundle {
  static final NetworkSpec NETWORK = network(Input.MAGNITUDE);
  static final NetworkSpec CENTRED = network(Input.CENTRED_MAGNITUDE);

  private FixedBundle() {}

  public static void main(String[] args) throws IOException {
    write(Path.of(args[0], "fixed-v2.argand"), NETWORK);
    write(Path.of(args[0], "centred-v3.argand"), CENTRED);
  }

  private static NetworkSpec network(Input input) {
    return new NetworkSpec(
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
        input);
  }

  private static void write(Path file, NetworkSpec network) throws IOException {
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
            network, new NetworkTrainer.Settings(0.9, 0, 5, 1), CounterRandom.of(1))) {
      for (int step = 0; step < 5; step++) {
        trainer.step(new Batch(2, both, new float[] {1, 0, 0, 0, 0, 1}), 0.05);
      }
      weights = trainer.tensors();
    }
    BundleWriter.write(file, draft(network), weights, TinyBundle.golden(), Map.of());
    float[][] scores;
    try (Recognizer model = Recognizer.load(Bundle.read(file))) {
      scores = model.scores(features);
    }
    Files.delete(file);
    System.out.println(
        BundleWriter.write(file, draft(network), weights, new Golden(windows, scores), Map.of()));
  }

  static ManifestDraft draft() {
    return draft(NETWORK);
  }

  static ManifestDraft draft(NetworkSpec network) {
    return new ManifestDraft(
        TinyBundle.LABELS,
        "background",
        List.of(1.0, 0.5, 0.62),
        TinyBundle.FRONT_END,
        network,
        TinyBundle.metrics(),
        TinyBundle.provenance(),
        1e-4,
        7);
  }
}
