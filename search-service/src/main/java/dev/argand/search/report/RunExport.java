package dev.argand.search.report;

import dev.argand.network.bundle.Bundle;
import dev.argand.search.run.RunFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A run as one ZIP file for somebody else: all of its folder but what only a worker needs. */
public final class RunExport {
  private static final Set<String> LEFT_OUT = Set.of("checkpoint", "run.lock", RunFolder.REPORT);

  private RunExport() {}

  /**
   * Writes a run's ZIP file, with a report of now and the drawing of its cells, in place of
   * whatever is there.
   *
   * @return the names of what is in it
   * @throws IOException if the folder is no run's, or something cannot be read or written
   */
  public static List<String> write(RunFolder folder, Path file) throws IOException {
    String report = RunReport.html(folder);
    Path target = file.toAbsolutePath().normalize();
    Path aside = target.resolveSibling("." + target.getFileName() + ".part");
    List<String> names = new ArrayList<>();
    try {
      try (OutputStream out = Files.newOutputStream(aside);
          ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
        for (Path one : files(folder)) {
          String name = one.getFileName().toString();
          put(zip, name, Files.readAllBytes(one), names);
          if (name.endsWith(Bundle.SUFFIX)) {
            Optional<byte[]> drawing = Bundle.read(one).entry(Bundle.ARCHITECTURE);
            if (drawing.isPresent()) {
              put(zip, Bundle.ARCHITECTURE, drawing.get(), names);
            }
          }
        }
        put(zip, RunFolder.REPORT, report.getBytes(StandardCharsets.UTF_8), names);
      }
      Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
    return names;
  }

  private static List<Path> files(RunFolder folder) throws IOException {
    Path bundle = folder.result().map(result -> result.bundle().getFileName()).orElse(null);
    try (Stream<Path> all = Files.list(folder.root())) {
      return all.filter(Files::isRegularFile)
          .filter(
              one -> {
                String name = one.getFileName().toString();
                boolean isOther = name.endsWith(Bundle.SUFFIX) && !one.getFileName().equals(bundle);
                return !LEFT_OUT.contains(name) && !name.startsWith(".") && !isOther;
              })
          .sorted()
          .toList();
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes, List<String> names)
      throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
    names.add(name);
  }
}
