package dev.argand.search.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/**
 * Unpacks regular files of a {@code .tar.gz} or {@code .zip}. Links are left out; a name that leads
 * out of the target, and content far beyond what audio can be packed to, are refused.
 */
final class Archive {
  /** Audio packs to a half or a third; silence to less, but not a whole set of it. */
  private static final long GREATEST_GROWTH = 50;

  private static final long SMALL_BYTES = 64 << 20;

  private final PublicData set;
  private final Path target;
  private long written;

  private Archive(PublicData set, Path target) {
    this.set = set;
    this.target = target;
  }

  /** Unpacks what is wanted of a set. */
  static void unpack(Path archive, PublicData set, Path target, FetchListener listener)
      throws IOException, FetchException {
    long total = Files.size(archive);
    Archive unpacking = new Archive(set, target);
    try (Counted in = new Counted(Files.newInputStream(archive), total, listener);
        ArchiveInputStream<? extends ArchiveEntry> entries =
            set.address().getPath().endsWith(".zip")
                ? new ZipArchiveInputStream(new BufferedInputStream(in))
                : new TarArchiveInputStream(new GZIPInputStream(new BufferedInputStream(in)))) {
      long limit = Math.max(SMALL_BYTES, GREATEST_GROWTH * total);
      for (ArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        unpacking.unpack(entry, entries, limit);
      }
    }
    if (unpacking.written == 0) {
      throw new FetchException(
          "archive of %s: files in %s were expected, it has none"
              .formatted(set.name(), set.folders().isEmpty() ? "it" : set.folders()));
    }
  }

  private void unpack(ArchiveEntry entry, InputStream content, long limit)
      throws IOException, FetchException {
    boolean isLink = entry instanceof TarArchiveEntry tar && (tar.isLink() || tar.isSymbolicLink());
    String name = wanted(entry.getName());
    if (entry.isDirectory() || isLink || name.isEmpty()) {
      return;
    }
    Path file = target.resolve(name).normalize();
    if (!file.startsWith(target) || file.equals(target)) {
      throw new FetchException(
          "archive of %s: entry \"%s\" leads out of its folder"
              .formatted(set.name(), entry.getName()));
    }
    Files.createDirectories(file.resolveSibling(""));
    written += Files.copy(content, file);
    if (written > limit) {
      throw new FetchException(
          "archive of %s: at most %d bytes were expected in it".formatted(set.name(), limit));
    }
  }

  /** An entry's name below the leading folder, or nothing if it is not wanted. */
  private String wanted(String entryName) {
    String name = entryName.startsWith("./") ? entryName.substring(2) : entryName;
    if (set.hasLeadingFolder()) {
      int slash = name.indexOf('/');
      name = slash < 0 ? "" : name.substring(slash + 1);
    }
    List<String> folders = set.folders();
    String below = name;
    return folders.isEmpty() || folders.stream().anyMatch(f -> below.startsWith(f + "/"))
        ? below
        : "";
  }

  /** Counts what was read of the archive. */
  private static final class Counted extends java.io.FilterInputStream {
    private final long total;
    private final FetchListener listener;
    private long done;

    Counted(InputStream in, long total, FetchListener listener) {
      super(in);
      this.total = total;
      this.listener = listener;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      done += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      done += Math.max(0, read);
      listener.onBytes("unpack", done, total);
      return read;
    }
  }
}
