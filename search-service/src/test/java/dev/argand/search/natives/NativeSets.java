package dev.argand.search.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Sets and GPUs as tests need them. */
public final class NativeSets {
  private NativeSets() {}

  /** Puts jars where a fetched set lies. */
  public static void put(NativesFolder folder, NativeSet set, List<Path> jars) throws IOException {
    Path place = Files.createDirectories(folder.of(set));
    for (Path jar : jars) {
      Files.copy(jar, place.resolve(jar.getFileName()));
    }
    NativesFolder.writeList(place);
  }

  /** Makes a folder of jars a fetched set, without copying them. */
  public static Path link(NativesFolder folder, NativeSet set, Path jars) throws IOException {
    NativesFolder.writeList(jars);
    return Files.createSymbolicLink(folder.of(set), jars.toAbsolutePath());
  }

  /** A GPU that only says its name. */
  public static NvidiaGpu boast(String name) {
    return new NvidiaGpu(List.of("/bin/echo", name), Path.of("/no/such/folder"));
  }

  /** A machine without one. */
  public static NvidiaGpu none() {
    return new NvidiaGpu(List.of("/no/such/program"), Path.of("/no/such/folder"));
  }
}
