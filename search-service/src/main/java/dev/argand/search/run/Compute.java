package dev.argand.search.run;

import dev.argand.network.EngineDevice;
import dev.argand.search.natives.CudaRuntime;
import dev.argand.search.natives.NativeSet;
import dev.argand.search.natives.NativesException;
import dev.argand.search.natives.NativesFolder;
import dev.argand.search.spectra.JavaSpectra;
import dev.argand.search.spectra.Spectra;
import dev.argand.search.spectra.SpectraLoader;
import dev.argand.signal.FrontEnd;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run computes with.
 *
 * @param cuda whether networks train on an NVIDIA GPU; goldens and the gate stay on the CPU
 * @param spectra {@link NativeSet#ND4J} or {@link NativeSet#ND4J_CUDA} for the spectra of training
 *     batches; null for Java's
 * @param natives where fetched natives lie
 */
public record Compute(boolean cuda, @Nullable NativeSet spectra, NativesFolder natives) {
  /** The CPU and Java's spectra: nothing fetched is needed. */
  public static final Compute PLAIN =
      new Compute(false, null, new NativesFolder(Path.of("natives")));

  private static final String CPU = "cpu";
  private static final String CUDA = "cuda";
  private static final String JAVA = "java";

  public Compute {
    if (spectra != null && spectra != NativeSet.ND4J && spectra != NativeSet.ND4J_CUDA) {
      throw new IllegalArgumentException("spectra must be ND4J or ND4J_CUDA, was " + spectra);
    }
  }

  /** The device's name: cpu or cuda. */
  public String device() {
    return cuda ? CUDA : CPU;
  }

  /** Name of what makes the spectra of training batches: java, or its natives' folder. */
  public String spectraName() {
    return spectra == null ? JAVA : spectra.folder();
  }

  /** As {@link #device} and {@link #spectraName} gave it. */
  static Compute named(String device, String spectra, NativesFolder natives) {
    return parse(List.of(device, spectra, natives.root().toString()));
  }

  /** As a worker's last three arguments. */
  List<String> arguments() {
    return List.of(device(), spectraName(), natives.root().toAbsolutePath().toString());
  }

  /** Back from {@link #arguments}. */
  static Compute parse(List<String> arguments) {
    NativeSet spectra = null;
    for (NativeSet set : NativeSet.values()) {
      if (set.folder().equals(arguments.get(1))) {
        spectra = set;
      }
    }
    return new Compute(
        arguments.get(0).equals(CUDA), spectra, new NativesFolder(Path.of(arguments.get(2))));
  }

  /**
   * A class path with the device's natives before it. Spectra's are not on it: they have a class
   * loader of their own.
   *
   * @throws NativesException if the GPU's are not there
   */
  String classPath(String inherited) throws NativesException {
    List<String> entries = new ArrayList<>();
    if (cuda) {
      natives.jars(NativeSet.CUDA).forEach(jar -> entries.add(jar.toString()));
    } else if (natives.has(NativeSet.CPU)) {
      natives.jars(NativeSet.CPU).forEach(jar -> entries.add(jar.toString()));
    }
    entries.add(inherited);
    return String.join(File.pathSeparator, entries);
  }

  /** Further options of the worker's JVM. */
  List<String> jvmOptions() {
    return cuda ? CudaRuntime.jvmOptions(natives.of(NativeSet.CUDA)) : List.of();
  }

  /** Environment of the worker. */
  Map<String, String> environment() {
    // TF32 would round products to ten bits; OpenMP's threads would fight for few cores.
    return spectra == null
        ? Map.of("NVIDIA_TF32_OVERRIDE", "0")
        : Map.of("NVIDIA_TF32_OVERRIDE", "0", "OMP_NUM_THREADS", "1");
  }

  /**
   * Starts the engine and looks for the device that was asked for.
   *
   * @throws SearchException if the engine would train elsewhere
   */
  void requireDevice() throws SearchException {
    if (cuda && !EngineDevice.isCuda()) {
      throw new SearchException(
          "device cuda: the engine sees no GPU (is the driver there, for CUDA 12.4 or newer?)");
    }
  }

  /**
   * Starts the spectra of training batches, in the worker.
   *
   * @throws NativesException if their natives are not there or do not start
   */
  public Spectra open(FrontEnd frontEnd) throws NativesException {
    NativeSet set = spectra;
    return set == null
        ? new JavaSpectra(frontEnd)
        : SpectraLoader.open(natives.jars(set), set.versioned(), frontEnd);
  }
}
