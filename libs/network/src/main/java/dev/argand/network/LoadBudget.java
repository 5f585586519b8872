package dev.argand.network;

import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.ModelFormatException;
import dev.argand.network.bundle.Tensor;
import dev.argand.signal.FrontEnd;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a model may take of the machine that it is to serve on.
 *
 * @param latency most time that one window alone may take; null for the model's own hop, beyond
 *     which it could not keep up with a single source
 * @param memoryBytes most bytes that its weights and one call may take together
 */
public record LoadBudget(@Nullable Duration latency, long memoryBytes) {
  /** Refuses nothing: for programs that ask a model once. */
  public static final LoadBudget NONE =
      new LoadBudget(ChronoUnit.FOREVER.getDuration(), Long.MAX_VALUE);

  private static final double MIB = 1 << 20;

  public LoadBudget {
    if (latency != null && (latency.isNegative() || latency.isZero())) {
      throw new IllegalArgumentException("latency must be above 0, was " + latency);
    }
    if (memoryBytes < 1) {
      throw new IllegalArgumentException("memoryBytes must be at least 1, was " + memoryBytes);
    }
  }

  /** Most time of a window for models of a front end. */
  Duration latencyOf(FrontEnd frontEnd) {
    return latency != null
        ? latency
        : Duration.ofNanos(frontEnd.hopSamples() * 1_000_000_000L / frontEnd.sampleRateHz());
  }

  /**
   * Refuses a model by what was measured of it.
   *
   * @throws ModelFormatException with the figure and its bound
   */
  void require(Bundle bundle, LoadCost cost) throws ModelFormatException {
    long weights = weightBytes(bundle);
    Optional<String> over = over(cost, weights, latencyOf(bundle.manifest().frontEnd()));
    if (over.isPresent()) {
      throw refused(bundle, over.get());
    }
  }

  private Optional<String> over(LoadCost cost, long weights, Duration most) {
    if (cost.window().compareTo(most) > 0) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "latency: a window takes %.3f ms here, at most %.3f ms is allowed",
              millis(cost.window()),
              millis(most)));
    }
    // Not a sum, which could overflow.
    return cost.callBytes() > memoryBytes - weights
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "memory: its weights take %.1f MiB and a call %.1f MiB here, at most %.1f MiB is"
                    + " allowed together",
                weights / MIB,
                cost.callBytes() / MIB,
                memoryBytes / MIB))
        : Optional.empty();
  }

  private static double millis(Duration time) {
    return time.getSeconds() * 1e3 + time.getNano() * 1e-6;
  }

  private static long weightBytes(Bundle bundle) {
    return bundle.weights().values().stream().mapToLong(LoadBudget::bytes).sum();
  }

  private static long bytes(Tensor tensor) {
    return (long) tensor.values().length * Float.BYTES;
  }

  private static ModelFormatException refused(Bundle bundle, String detail) {
    return new ModelFormatException(
        bundle.file(), bundle.digest(), ModelFormatException.Reason.BUDGET, detail, null);
  }
}
