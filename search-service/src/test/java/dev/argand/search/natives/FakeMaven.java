package dev.argand.search.natives;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A mvn of a few lines of shell that copies prepared jars to where it is asked to. */
final class FakeMaven {
  private final Path bin;
  private final Path prepared;

  FakeMaven(Path folder) throws IOException {
    this.bin = Files.createDirectories(folder.resolve("bin"));
    this.prepared = Files.createDirectories(folder.resolve("prepared"));
    script("exit 0");
  }

  /** The PATH on which it lies. */
  String path() {
    return bin + ":/usr/bin:/bin";
  }

  /** A jar that it will bring. */
  Path bring(String name, String entry, boolean isPacked) throws IOException {
    Path jar = prepared.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry(entry));
      write(isPacked ? new GZIPOutputStream(zip) : zip, entry);
    }
    return jar;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    if (out instanceof GZIPOutputStream packed) {
      packed.finish();
    }
  }

  /** What it does after copying. */
  void script(String then) throws IOException {
    Path mvn = bin.resolve("mvn");
    Files.writeString(
        mvn,
        """
        #!/bin/sh
        for argument in "$@"; do
          case "$argument" in -DoutputDirectory=*) out=${argument#*=} ;; esac
        done
        mkdir -p "$out"
        cp %s/* "$out" 2>/dev/null
        %s
        """
            .formatted(prepared, then));
    if (!mvn.toFile().setExecutable(true)) {
      throw new IOException(mvn + " cannot be made executable");
    }
  }
}
