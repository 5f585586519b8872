package dev.argand.search.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.argand.search.natives.NativeSet;
import dev.argand.search.natives.NativesException;
import dev.argand.search.natives.NativesFolder;
import dev.argand.search.natives.NvidiaGpu;
import dev.argand.search.spectra.SpectraChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a run can compute with on this machine. Natives are tried in a child process before
 * they are relied on; whatever does not work is said in one line, and the next best is taken.
 */
public final class ComputeChooser {
  /** A GPU's natives are several gigabytes, unpacked at their first use; the probe ends before. */
  private static final Duration LIMIT = ComputeProbe.LIMIT.plusSeconds(15);

  private final NativesFolder natives;
  private final NvidiaGpu nvidia;
  private final Consumer<String> loud;

  /**
   * A chooser.
   *
   * @param loud hears a line for each thing that was hoped for and is not used
   */
  public ComputeChooser(NativesFolder natives, NvidiaGpu nvidia, Consumer<String> loud) {
    this.natives = natives;
    this.nvidia = nvidia;
    this.loud = loud;
  }

  /**
   * Chooses device and spectra.
   *
   * @throws NativesException with one line, if what was asked for by name cannot be had
   */
  public Compute choose(DeviceChoice device, SpectraChoice spectra)
      throws NativesException, InterruptedException {
    Optional<String> gpu = device == DeviceChoice.CPU ? Optional.empty() : nvidia.name();
    boolean cuda = device(device, gpu.orElse(null));
    return switch (spectra) {
      case JAVA -> new Compute(cuda, null, natives);
      case ND4J -> new Compute(cuda, nd4j(cuda, gpu.isPresent()), natives);
    };
  }

  private boolean device(DeviceChoice device, @Nullable String gpu)
      throws NativesException, InterruptedException {
    boolean isMust = device == DeviceChoice.CUDA;
    if (device == DeviceChoice.CPU) {
      return false;
    }
    if (gpu == null) {
      if (isMust) {
        throw new NativesException(
            "device cuda needs an NVIDIA GPU, and this machine shows none (neither nvidia-smi nor"
                + " /proc/driver/nvidia); take cpu or auto");
      }
      return false;
    }
    if (isMust) {
      natives.jars(NativeSet.CUDA);
    } else if (!natives.has(NativeSet.CUDA)) {
      loud.accept(
          "%s is not used: 'argand natives fetch cuda' fetches what it needs, about %s"
              .formatted(gpu, NativeSet.CUDA.size()));
      return false;
    }
    Optional<String> failure = probe(new Compute(true, null, natives), NativeSet.CUDA);
    if (failure.isPresent() && isMust) {
      throw new NativesException("device cuda: %s does not work: %s".formatted(gpu, failure.get()));
    }
    failure.ifPresent(
        why -> loud.accept("%s does not work, the CPU is used: %s".formatted(gpu, why)));
    return failure.isEmpty();
  }

  private @Nullable NativeSet nd4j(boolean cuda, boolean isGpu)
      throws NativesException, InterruptedException {
    boolean hopesForGpu = isGpu && natives.has(NativeSet.ND4J_CUDA);
    if (!hopesForGpu) {
      // Asked for by name, and nothing to try: the line says how to fetch it.
      natives.jars(NativeSet.ND4J);
    }
    if (hopesForGpu && works(cuda, NativeSet.ND4J_CUDA, natives.has(NativeSet.ND4J))) {
      return NativeSet.ND4J_CUDA;
    }
    if (natives.has(NativeSet.ND4J) && works(cuda, NativeSet.ND4J, false)) {
      return NativeSet.ND4J;
    }
    return null;
  }

  private boolean works(boolean cuda, NativeSet set, boolean isNativeNext)
      throws InterruptedException {
    Optional<String> failure = probe(new Compute(cuda, set, natives), set);
    failure.ifPresent(
        why ->
            loud.accept(
                "%s does not work, spectra fall back to %s: %s"
                    .formatted(
                        set.versioned(), isNativeNext ? NativeSet.ND4J.versioned() : "Java", why)));
    return failure.isEmpty();
  }

  /** Why it does not work, if it does not. */
  private Optional<String> probe(Compute compute, NativeSet set) throws InterruptedException {
    Path log = natives.root().resolve("probe-" + set.folder() + ".log");
    try {
      JsonNode found =
          WorkerJvm.run(
              compute, ComputeProbe.class, compute.arguments(), log, LIMIT, ProgressListener.NONE);
      return found == null ? Optional.of("the probe said nothing") : Optional.empty();
    } catch (SearchException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
