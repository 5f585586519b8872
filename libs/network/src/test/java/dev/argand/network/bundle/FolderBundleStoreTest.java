package dev.argand.network.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderBundleStoreTest {
  @TempDir private Path folder;
  private Path bundle;
  private String digest;
  private Path kept;
  private FolderBundleStore store;

  @BeforeEach
  void writeOne() throws IOException {
    bundle = folder.resolve("model.argand");
    digest = TinyBundle.write(bundle);
    kept = folder.resolve("kept");
    store = FolderBundleStore.create(kept);
  }

  @Test
  void put_bundle_isFetchedUnderItsDigest() throws Exception {
    assertThat(store.put(bundle)).isEqualTo(digest);
    assertThat(store.fetch(digest)).isEqualTo(kept.resolve(digest + ".argand"));
    assertThat(Bundle.read(store.fetch(digest)).digest()).isEqualTo(digest);
    assertThat(store.digests()).containsExactly(digest);
  }

  @Test
  void put_again_changesNothing() throws Exception {
    store.put(bundle);
    FileTime before = Files.getLastModifiedTime(store.fetch(digest));
    assertThat(store.put(bundle)).isEqualTo(digest);
    assertThat(store.put(store.fetch(digest))).isEqualTo(digest);
    assertThat(Files.getLastModifiedTime(store.fetch(digest))).isEqualTo(before);
    assertThat(names()).containsExactly(digest + ".argand");
  }

  @Test
  void put_badFile_isRefusedAndLeavesNothing() throws Exception {
    Path bad = Files.writeString(folder.resolve("bad.argand"), "no bundle");
    assertThatThrownBy(() -> store.put(bad)).isInstanceOf(ModelFormatException.class);
    Path misnamed = Files.copy(bundle, folder.resolve("c".repeat(64) + ".argand"));
    assertThatThrownBy(() -> store.put(misnamed)).hasMessageContaining("DIGEST");
    assertThat(names()).isEmpty();
  }

  @Test
  void put_otherBytesUnderTheSameDigest_isRefused() throws Exception {
    store.put(bundle);
    byte[] damaged = Files.readAllBytes(bundle);
    damaged[100] ^= 1;
    Files.write(store.fetch(digest), damaged);
    assertThatThrownBy(() -> store.put(bundle))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("it is damaged; delete it and put the bundle again");
    Files.delete(store.fetch(digest));
    store.put(bundle);
    assertThat(store.fetch(digest)).hasSameBinaryContentAs(bundle);
  }

  @Test
  void put_fromManyThreads_keepsOneWholeBundle() throws Exception {
    int threads = 8;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<String>> puts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        FolderBundleStore own = new FolderBundleStore(kept);
        puts.add(
            pool.submit(
                () -> {
                  start.await();
                  return own.put(bundle);
                }));
      }
      start.countDown();
      for (Future<String> put : puts) {
        assertThat(put.get()).isEqualTo(digest);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(names()).containsExactly(digest + ".argand");
    assertThat(store.fetch(digest)).hasSameBinaryContentAs(bundle);
  }

  @Test
  void fetch_unknownDigest_namesItAndTheStore() {
    String unknown = "d".repeat(64);
    assertThatThrownBy(() -> store.fetch(unknown))
        .isInstanceOf(UnknownBundleException.class)
        .hasMessage("no bundle with digest " + unknown + " in " + kept);
    for (String text : List.of("../model", "", "D".repeat(64))) {
      assertThatThrownBy(() -> store.fetch(text))
          .isInstanceOf(UnknownBundleException.class)
          .hasMessageContaining("64 lower-case hexadecimal digits, was '" + text + "'");
    }
  }

  @Test
  void digests_otherFilesAndLeftovers_areIgnored() throws Exception {
    store.put(bundle);
    Files.writeString(kept.resolve("notes.txt"), "x");
    Files.writeString(kept.resolve("champion.argand"), "x");
    Files.writeString(kept.resolve(DurableFile.ASIDE_PREFIX + "1"), "half");
    Files.createDirectory(kept.resolve("e".repeat(64) + ".argand"));
    Files.copy(bundle, kept.resolve("0".repeat(64) + ".argand"));
    assertThat(store.digests()).containsExactly("0".repeat(64), digest);
  }

  @Test
  void put_cleansOldLeftoversOnly() throws Exception {
    Instant now = Instant.parse("2026-05-05T12:00:00Z");
    Path old = Files.writeString(kept.resolve(DurableFile.ASIDE_PREFIX + "old"), "half");
    Path atWork = Files.writeString(kept.resolve(DurableFile.ASIDE_PREFIX + "new"), "half");
    Path other = Files.writeString(kept.resolve("notes.txt"), "x");
    Files.setLastModifiedTime(old, FileTime.from(now.minus(Duration.ofMinutes(61))));
    Files.setLastModifiedTime(atWork, FileTime.from(now.minus(Duration.ofMinutes(59))));
    Files.setLastModifiedTime(other, FileTime.from(Instant.EPOCH));
    new FolderBundleStore(kept, Clock.fixed(now, ZoneOffset.UTC)).put(bundle);
    assertThat(old).doesNotExist();
    assertThat(atWork).exists();
    assertThat(other).exists();
  }

  @Test
  void use_missingFolderOrFile_saysSo() {
    FolderBundleStore missing = new FolderBundleStore(folder.resolve("none"));
    assertThatThrownBy(() -> missing.put(bundle)).hasMessageContaining("none must be a folder");
    assertThatThrownBy(missing::digests)
        .isInstanceOf(BundleStoreException.class)
        .hasMessageEndingWith("does not exist");
    assertThatThrownBy(() -> missing.fetch(digest)).isInstanceOf(BundleStoreException.class);
    assertThatThrownBy(() -> new FolderBundleStore(bundle).digests())
        .hasMessageEndingWith("is a file");
    assertThatThrownBy(() -> FolderBundleStore.create(bundle.resolve("x")))
        .isInstanceOf(BundleStoreException.class)
        .hasMessageContaining("cannot be made");
  }

  @Test
  void put_readOnlyFolder_saysSo() throws Exception {
    Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeThat(Files.isWritable(kept)).as("root may write anywhere").isFalse();
      assertThatThrownBy(() -> store.put(bundle))
          .isInstanceOf(BundleStoreException.class)
          .hasMessageContaining("must be writable, is read-only");
    } finally {
      Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** Of the JVM's own image, which nobody may write to, root neither. */
  @Test
  void put_readOnlyFileSystem_saysSo_andReadingGoesOn() throws Exception {
    Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
    FolderBundleStore readOnly = new FolderBundleStore(modules);
    assertThatThrownBy(() -> readOnly.put(bundle))
        .isInstanceOf(BundleStoreException.class)
        .hasMessage("bundle store /modules must be writable, is read-only");
    assertThat(readOnly.digests()).isEmpty();
    assertThatThrownBy(() -> readOnly.fetch(digest)).isInstanceOf(UnknownBundleException.class);
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(kept)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
