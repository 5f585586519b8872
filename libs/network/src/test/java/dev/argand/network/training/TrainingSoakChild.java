package dev.argand.network.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Field;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.SearchSpace;
import dev.argand.network.cell.Supernet;
import dev.argand.signal.CounterRandom;
import dev.argand.testkit.MemoryGrowth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The process that {@link TrainingSoakIT} watches: steps of a search, and of a retraining of what
 * was found, after each of which it notes the memory that it holds. Arguments: the number of steps,
 * how many KiB of native arrays a step forgets to close, and the file for the notes, in KiB a line.
 */
final class TrainingSoakChild {
  private static final int SIDE = 16;
  private static final int SIZE = 16;
  private static final int CLASSES = 3;

  private TrainingSoakChild() {}

  public static void main(String[] arguments) throws Exception {
    int steps = Integer.parseInt(arguments[0]);
    int leakKib = Integer.parseInt(arguments[1]);
    List<String> samples = new ArrayList<>();
    CounterRandom random = CounterRandom.of(1);
    Supernet.Spec spec =
        new Supernet.Spec(
            Field.COMPLEX, SearchSpace.SS1, 2, 1, 1, 1, CLASSES, Readout.MODULUS, 1, 2);
    SupernetTrainer.Settings settings =
        new SupernetTrainer.Settings(
            3e-4, 0.5, 0.999, 1e-3, 0.9, 3e-4, 5, new ForceDarts(20, Purity.ENTROPY, 0), 1e-3);
    try (SupernetTrainer search = new SupernetTrainer(spec, settings, random.at("search"));
        NetworkTrainer retraining = retraining(search, random);
        NDManager forgotten = NDManager.newBaseManager()) {
      for (int step = 0; step < steps; step++) {
        Batch batch = batch(random.at(step));
        search.architectureStep(batch, SIDE, SIDE, true);
        search.weightStep(batch, SIDE, SIDE, 0.01);
        search.examine(batch, SIDE, SIDE);
        retraining.step(batch, 0.01);
        retraining.probabilities(batch.features(), SIZE);
        if (leakKib > 0) {
          NDArray leaked = forgotten.ones(new Shape(leakKib * 256L));
          if (leaked.isReleased()) {
            throw new IllegalStateException("the planted leak was closed");
          }
        }
        samples.add(String.valueOf(MemoryGrowth.anonymousKib()));
      }
    }
    Files.write(Path.of(arguments[2]), samples);
  }

  private static NetworkTrainer retraining(SupernetTrainer search, CounterRandom random) {
    NetworkSpec spec =
        new NetworkSpec(
            Field.COMPLEX, search.genotype(), 2, 0, false, 2, SIDE, SIDE, CLASSES, Readout.MODULUS);
    return new NetworkTrainer(
        spec, new NetworkTrainer.Settings(0.9, 3e-4, 5, 1), random.at("retraining"));
  }

  private static Batch batch(CounterRandom random) {
    float[] features = new float[SIZE * 2 * SIDE * SIDE];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    float[] targets = new float[SIZE * CLASSES];
    for (int i = 0; i < SIZE; i++) {
      targets[i * CLASSES + i % CLASSES] = 1;
    }
    return new Batch(SIZE, features, targets);
  }
}
