package dev.argand.search.natives;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/** Sets of natives that can be fetched. */
public enum NativeSet {
  /** PyTorch on the CPU; every installation brings it along, an image may not. */
  CPU("cpu", "PyTorch on the CPU", 110_000_000L) {
    @Override
    List<Coordinate> coordinates() {
      return List.of(
          new Coordinate("ai.djl.pytorch", "pytorch-native-cpu", version("pytorch"), PLATFORM));
    }

    @Override
    public boolean isBundled() {
      // What PyTorch's natives say of themselves: an image for GPUs has those of another flavor.
      return NativeSet.class.getResource("/pytorch/cpu/" + PLATFORM + "/libtorch_cpu.so") != null;
    }
  },

  /** PyTorch on NVIDIA GPUs. */
  CUDA("cuda", "PyTorch on NVIDIA GPUs (CUDA 12.4)", 2_400_000_000L) {
    @Override
    List<Coordinate> coordinates() {
      return List.of(
          new Coordinate("ai.djl.pytorch", "pytorch-native-cu124", version("pytorch"), PLATFORM));
    }
  },

  /** ND4J on the CPU, for training spectra. */
  ND4J("nd4j", "ND4J spectra on the CPU", 128_000_000L) {
    @Override
    List<Coordinate> coordinates() {
      return List.of(
          new Coordinate("org.nd4j", "nd4j-native", version("nd4j"), ""),
          new Coordinate("org.nd4j", "nd4j-native", version("nd4j"), PLATFORM),
          new Coordinate("org.bytedeco", "javacpp", version("nd4j.javacpp"), PLATFORM),
          new Coordinate("org.bytedeco", "openblas", version("nd4j.openblas"), PLATFORM));
    }
  },

  /** ND4J on NVIDIA GPUs up to compute capability 8.6, with CUDA's own libraries. */
  ND4J_CUDA("nd4j-cuda", "ND4J spectra on NVIDIA GPUs (CUDA 11.6)", 2_450_000_000L) {
    @Override
    List<Coordinate> coordinates() {
      return List.of(
          new Coordinate("org.nd4j", "nd4j-cuda-11.6", version("nd4j"), ""),
          new Coordinate("org.nd4j", "nd4j-cuda-11.6", version("nd4j"), PLATFORM),
          new Coordinate("org.bytedeco", "javacpp", version("nd4j.javacpp"), PLATFORM),
          new Coordinate("org.bytedeco", "cuda", version("nd4j.cuda"), PLATFORM + "-redist"));
    }
  };

  /** The platform that natives are fetched for. */
  public static final String PLATFORM = "linux-x86_64";

  private final String folder;
  private final String meaning;
  private final long bytes;

  NativeSet(String folder, String meaning, long bytes) {
    this.folder = folder;
    this.meaning = meaning;
    this.bytes = bytes;
  }

  /** What is fetched, besides what it depends on. */
  abstract List<Coordinate> coordinates();

  /** Whether it came along with this program, so that nothing need be fetched. */
  public boolean isBundled() {
    return false;
  }

  /** Its name on the command line and its folder's. */
  public String folder() {
    return folder;
  }

  /** What it is for, in a few words. */
  public String meaning() {
    return meaning;
  }

  /** What is fetched first of all, with its version, such as nd4j-native 1.0.0-M2.1. */
  public String versioned() {
    Coordinate first = coordinates().get(0);
    return first.artifact() + " " + first.version();
  }

  /** About how many bytes are fetched. */
  public long bytes() {
    return bytes;
  }

  /** About how much is fetched, for a person. */
  public String size() {
    return bytes >= 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f GB", bytes / 1e9)
        : String.format(Locale.ROOT, "%.0f MB", bytes / 1e6);
  }

  /** Version of a library as the build has it. */
  static String version(String library) {
    Properties versions = new Properties();
    try (InputStream in = NativeSet.class.getResourceAsStream("versions.properties")) {
      versions.load(Objects.requireNonNull(in, "versions.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Objects.requireNonNull(versions.getProperty(library), library);
  }

  /** Whether this machine is one that natives are fetched for. */
  static boolean isPlatform(String osName, String architecture) {
    return osName.toLowerCase(Locale.ROOT).contains("linux")
        && (architecture.equals("amd64") || architecture.equals("x86_64"));
  }
}
