package dev.argand.search.natives;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * CUDA's run-time library out of PyTorch's natives. DJL counts GPUs through a library by the plain
 * name of {@code libcudart.so}, which a machine has only with CUDA's development kit; the natives
 * bring the same library along under a name with a version. A copy under the plain name, in a
 * folder that {@code jna.library.path} names, makes a driver enough.
 */
public final class CudaRuntime {
  /** The name that DJL looks for. */
  static final String LIBRARY = "libcudart.so";

  private static final Pattern ENTRY =
      Pattern.compile("(?:.*/)?libcudart[^/]*\\.so(?:\\.[0-9]+)*(\\.gz)?");

  private CudaRuntime() {}

  /** Copies the library beside the jars that hold it, if one does. */
  static void extract(Path jars) throws IOException {
    for (Path jar : NativesFolder.files(jars)) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        Optional<? extends ZipEntry> entry =
            zip.stream()
                .filter(e -> e.getName().startsWith("pytorch/"))
                .filter(e -> ENTRY.matcher(e.getName()).matches())
                .findFirst();
        if (entry.isPresent()) {
          try (InputStream in = zip.getInputStream(entry.get())) {
            boolean isPacked = entry.get().getName().endsWith(".gz");
            Files.copy(isPacked ? new GZIPInputStream(in) : in, jars.resolve(LIBRARY));
            return;
          }
        }
      }
    }
  }

  /** Options for a JVM that loads these natives. */
  public static List<String> jvmOptions(Path folder) {
    return Files.exists(folder.resolve(LIBRARY))
        ? List.of("-Djna.library.path=" + folder)
        : List.of();
  }
}
