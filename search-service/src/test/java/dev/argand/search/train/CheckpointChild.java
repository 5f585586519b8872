package dev.argand.search.train;

import dev.argand.network.training.TrainerState;
import dev.argand.search.run.ProgressListener;
import dev.argand.search.run.RunFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * The process that {@link CheckpointKillIT} kills: writes checkpoints and nothing else, as fast as
 * it can, and says each number once it is on the disk. Arguments: the folder.
 */
final class CheckpointChild {
  static final String RUN = "a-run";
  static final int VALUES = 2_000_000;

  private CheckpointChild() {}

  public static void main(String[] arguments) throws Exception {
    Journal journal = new Journal(new RunFolder(Path.of(arguments[0])), RUN, ProgressListener.NONE);
    for (int step = journal.step() + 1; ; step++) {
      journal.write("search", step, state(step));
      // One write, which a kill does not cut in two.
      System.out.print(step + "\n");
      System.out.flush();
    }
  }

  private static TrainerState state(int step) {
    float[] values = new float[VALUES];
    Arrays.fill(values, step);
    return new TrainerState(Map.of("w", values), Map.of("step", new double[] {step}));
  }
}
