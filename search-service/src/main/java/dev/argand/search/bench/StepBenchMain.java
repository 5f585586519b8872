package dev.argand.search.bench;

import dev.argand.network.EngineProfile;
import dev.argand.network.Readout;
import dev.argand.network.SearchSpace;
import dev.argand.network.cell.Supernet;
import dev.argand.network.training.Batch;
import dev.argand.network.training.ForceDarts;
import dev.argand.network.training.Purity;
import dev.argand.network.training.SupernetTrainer;
import dev.argand.runtime.PlainLocale;
import dev.argand.search.run.Progress;
import dev.argand.search.run.ProgressListener;
import dev.argand.search.run.WorkerVoice;
import dev.argand.signal.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The worker's program of {@link StepBench}. */
public final class StepBenchMain {
  private static final int SIDE = 32;
  private static final int CLASSES = 12;
  private static final int WARM_UP = 2;
  private static final int TIMED = 5;

  private StepBenchMain() {}

  /** Arguments: what {@link StepBench.Case#arguments} gives. */
  public static void main(String[] args) {
    PlainLocale.set();
    StepBench.Case what = StepBench.Case.parse(args);
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(what.threads()));
    WorkerVoice.speak(listener -> measure(what, listener));
  }

  private static Map<String, ?> measure(StepBench.Case what, ProgressListener listener)
      throws IOException {
    Supernet.Spec spec =
        new Supernet.Spec(
            what.field(),
            SearchSpace.SS1,
            what.channels(),
            1,
            what.nodes(),
            1,
            CLASSES,
            Readout.MODULUS,
            what.partial(),
            what.cells());
    SupernetTrainer.Settings settings =
        new SupernetTrainer.Settings(
            3e-4, 0.5, 0.999, 1e-3, 0.9, 3e-4, 5, new ForceDarts(20, Purity.ENTROPY, 0), 1e-3);
    CounterRandom random = CounterRandom.of(1);
    Batch validation = noise(what.batch(), random.at("validation"));
    Batch training = noise(what.batch(), random.at("training"));
    try (SupernetTrainer trainer = new SupernetTrainer(spec, settings, random.at("trainer"))) {
      double[] seconds = new double[TIMED];
      for (int step = -WARM_UP; step < TIMED; step++) {
        long started = System.nanoTime();
        step(trainer, validation, training);
        if (step >= 0) {
          seconds[step] = (System.nanoTime() - started) / 1e9;
        }
        listener.onProgress(
            new Progress("step", step + WARM_UP + 1, WARM_UP + TIMED + 1, Map.of()));
      }
      double peak = peakRssMiB();
      long operations = EngineProfile.operations(() -> step(trainer, validation, training));
      Arrays.sort(seconds);
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("secondsPerStep", seconds[TIMED / 2]);
      result.put("peakRssMiB", peak);
      result.put("operations", operations);
      result.put("weights", trainer.weightCount());
      return result;
    }
  }

  private static void step(SupernetTrainer trainer, Batch validation, Batch training) {
    trainer.architectureStep(validation, SIDE, SIDE, true);
    trainer.weightStep(training, SIDE, SIDE, 0.025);
  }

  private static Batch noise(int size, CounterRandom random) {
    float[] features = new float[size * 2 * SIDE * SIDE];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    float[] targets = new float[size * CLASSES];
    for (int i = 0; i < size; i++) {
      targets[i * CLASSES + i % CLASSES] = 1;
    }
    return new Batch(size, features, targets);
  }

  private static double peakRssMiB() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return Double.NaN;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(Double.NaN);
  }
}
