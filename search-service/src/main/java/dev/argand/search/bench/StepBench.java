package dev.argand.search.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.argand.network.Field;
import dev.argand.search.run.ProgressListener;
import dev.argand.search.run.SearchException;
import dev.argand.search.run.WorkerJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Times a step of a search over SS1: a validation batch for alphas and gammas, then a training
 * batch for w. Input is noise of {@code [batch, 2, 32, 32]}.
 */
public final class StepBench {
  private StepBench() {}

  /**
   * What is timed.
   *
   * @param field the number field
   * @param channels C, at the first cell
   * @param batch windows a batch
   * @param cells cells, normal and reduction in turn, normal first; 1 to 6
   * @param nodes intermediate nodes a cell
   * @param partial K of partial channels; 1 without
   * @param threads threads of the engine within an operation
   */
  public record Case(
      Field field, int channels, int batch, int cells, int nodes, int partial, int threads) {
    public Case {
      require("batch", batch, 2, 4096);
      require("cells", cells, 1, 6);
      require("nodes", nodes, 1, 8);
      require("partial", partial, 1, 64);
      require("threads", threads, 1, 1024);
      require("channels", channels, 2, 1024);
      if (channels % (2 * partial) != 0) {
        throw new IllegalArgumentException(
            "channels must be a multiple of twice partial (%d), was %d"
                .formatted(2 * partial, channels));
      }
    }

    private static void require(String name, int value, int min, int max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            "%s must be within [%d, %d], was %d".formatted(name, min, max, value));
      }
    }

    List<String> arguments() {
      return List.of(
          field.name().toLowerCase(Locale.ROOT),
          String.valueOf(channels),
          String.valueOf(batch),
          String.valueOf(cells),
          String.valueOf(nodes),
          String.valueOf(partial),
          String.valueOf(threads));
    }

    static Case parse(String[] a) {
      return new Case(
          Field.valueOf(a[0].toUpperCase(Locale.ROOT)),
          Integer.parseInt(a[1]),
          Integer.parseInt(a[2]),
          Integer.parseInt(a[3]),
          Integer.parseInt(a[4]),
          Integer.parseInt(a[5]),
          Integer.parseInt(a[6]));
    }
  }

  /**
   * What was measured.
   *
   * @param secondsPerStep median of five steps after a warm-up
   * @param peakRssMiB greatest resident memory of the whole worker process
   * @param operations native tensor operations that a step starts, backward included
   * @param weights reals in w
   */
  public record Result(double secondsPerStep, double peakRssMiB, long operations, int weights) {}

  /**
   * Measures in a worker JVM.
   *
   * @param log the worker's standard error
   * @throws SearchException when the worker dies
   */
  public static Result measure(Case what, Path log, ProgressListener listener)
      throws SearchException, InterruptedException {
    JsonNode said = WorkerJvm.run(StepBenchMain.class, what.arguments(), log, listener);
    return new Result(
        said.get("secondsPerStep").doubleValue(),
        said.get("peakRssMiB").doubleValue(),
        said.get("operations").longValue(),
        said.get("weights").intValue());
  }
}
