package dev.argand.search.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.signal.AudioClip;
import dev.argand.signal.WavWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFetcherTest {
  private static final Download.Patience PATIENCE =
      new Download.Patience(Duration.ofSeconds(5), 2, Duration.ofMillis(1));

  /** All that a fetch leaves beside a set. */
  private static final String LOCK = ".tiny.lock";

  @TempDir Path folder;

  @Test
  void wholeTarball_isUnpackedWithoutItsLeadingFolder() throws Exception {
    byte[] archive = tarGz("set-1.0/recordings/0_ann_0.wav", "set-1.0/README.md");
    try (FileServer server = new FileServer("a.tar.gz", archive)) {
      PublicData set = set(server, archive, List.of("recordings"));
      List<String> phases = new ArrayList<>();

      Path fetched =
          fetcher()
              .fetch(
                  set,
                  set.checksum(),
                  (phase, done, total) -> {
                    if (!phases.contains(phase)) {
                      phases.add(phase);
                    }
                    assertThat(done).isBetween(0L, total);
                  });

      assertThat(files(fetched))
          .containsExactlyInAnyOrder("recordings/0_ann_0.wav", DataFetcher.SOURCE_NOTE);
      assertThat(files(folder)).allMatch(name -> name.startsWith("tiny/") || name.equals(LOCK));
      assertThat(phases).containsExactly("download", "check", "unpack");
      assertThat(fetcher().has(set)).isTrue();
      // The second time nothing is asked for.
      fetcher().fetch(set, set.checksum(), (phase, done, total) -> {});
      assertThat(server.asked).containsExactly("all");
    }
  }

  @Test
  void zip_isUnpacked() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("ESC-50-master/audio/1-7-A-0.wav"));
      zip.write(wav());
      zip.closeEntry();
    }
    try (FileServer server = new FileServer("master.zip", bytes.toByteArray())) {
      PublicData set = set(server, bytes.toByteArray(), List.of("audio", "meta"));
      assertThat(files(fetch(set))).contains("audio/1-7-A-0.wav");
    }
  }

  @Test
  void connectionThatBreaks_isTakenUpWithinOneFetch() throws Exception {
    byte[] archive = tarGz("x/a.wav", "x/b.wav", "x/c.wav");
    try (FileServer server = new FileServer("a.tar.gz", archive)) {
      server.breaksAfter = archive.length / 3;
      assertThat(files(fetch(set(server, archive, List.of())))).contains("a.wav", "c.wav");
      assertThat(server.asked).hasSizeBetween(3, 5).startsWith("all");
      assertThat(server.asked.get(1)).isEqualTo("bytes=%d-".formatted(archive.length / 3));
    }
  }

  @Test
  void connectionThatFallsSilent_isOpenedAgain() throws Exception {
    byte[] archive = tarGz("x/a.wav", "x/b.wav");
    try (FileServer server = new FileServer("a.tar.gz", archive)) {
      server.breaksAfter = archive.length / 2 + 1;
      server.fallsSilent = true;
      Download.Patience impatience =
          new Download.Patience(Duration.ofMillis(300), 2, Duration.ofMillis(1));
      PublicData set = set(server, archive, List.of());
      Path fetched =
          new DataFetcher(folder, impatience)
              .fetch(set, set.checksum(), (phase, done, total) -> {});
      assertThat(files(fetched)).contains("a.wav", "b.wav");
      assertThat(server.asked)
          .containsExactly("all", "bytes=%d-".formatted(archive.length / 2 + 1));
    }
  }

  @Test
  void hostThatCannotBeReached_isOneLine_andEveryAttemptIsTold() throws Exception {
    for (String address :
        List.of("http://nowhere.invalid/a.tar.gz", "http://127.0.0.1:1/a.tar.gz")) {
      PublicData set =
          new PublicData("tiny", "", "", java.net.URI.create(address), 1, null, List.of(), true);
      List<String> troubles = new ArrayList<>();
      FetchListener listener =
          new FetchListener() {
            @Override
            public void onBytes(String phase, long done, long total) {}

            @Override
            public void onTrouble(String line) {
              troubles.add(line);
            }
          };
      assertThatThrownBy(() -> fetcher().fetch(set, null, listener))
          .isInstanceOf(FetchException.class)
          .hasMessageStartingWith(address + ": ")
          .hasMessageEndingWith(", 2 times in a row; nothing was fetched, run it again later")
          .hasMessageContaining(
              address.contains("invalid") ? "host nowhere.invalid is not found" : "refused");
      assertThat(troubles).singleElement().asString().contains("; tried again in ");
      assertThat(Files.exists(folder.resolve("tiny"))).isFalse();
    }
  }

  @Test
  void fetchThatWasBrokenOff_goesOnTheNextTime() throws Exception {
    byte[] archive = tarGz("x/a.wav", "x/b.wav", "x/c.wav");
    try (FileServer server = new FileServer("a.tar.gz", archive)) {
      PublicData set = set(server, archive, List.of());
      server.breaksAfter = 1_000;
      // The first fetch ends amid the download, as a kill would end it.
      assertThatThrownBy(
              () ->
                  fetcher()
                      .fetch(
                          set,
                          set.checksum(),
                          (phase, done, total) -> {
                            if (done >= 1_000) {
                              throw new IllegalStateException("killed");
                            }
                          }))
          .hasMessage("killed");
      assertThat(Files.exists(folder.resolve("tiny"))).isFalse();
      server.asked.clear();
      server.breaksAfter = Integer.MAX_VALUE;

      fetch(set);

      assertThat(server.asked).containsExactly("bytes=1000-");
    }
  }

  @Test
  void fileThatChangedInBetween_isFetchedFromItsBeginning() throws Exception {
    byte[] old = tarGz("x/old.wav");
    byte[] archive = tarGz("x/a.wav", "x/b.wav");
    try (FileServer server = new FileServer("a.tar.gz", old)) {
      server.breaksAfter = 0;
      PublicData set = set(server, archive, List.of());
      Files.write(folder.resolve(".tiny.archive.part"), new byte[100]);
      Files.writeString(
          folder.resolve(".tiny.archive.part.properties"),
          "address=%s\nvalidator=\"one\"\n".formatted(server.address()).replace(":", "\\:"));
      server.content = archive;
      server.tag = "\"two\"";
      server.breaksAfter = Integer.MAX_VALUE;
      assertThat(files(fetch(set))).contains("a.wav", "b.wav");
      assertThat(server.asked).containsExactly("bytes=100-");
    }
  }

  @Test
  void serverWithoutRanges_givesAllAgain() throws Exception {
    byte[] archive = tarGz("x/a.wav", "x/b.wav");
    try (FileServer server = new FileServer("a.tar.gz", archive)) {
      server.knowsRanges = false;
      PublicData set = set(server, archive, List.of());
      Files.write(folder.resolve(".tiny.archive.part"), new byte[100]);
      Files.writeString(
          folder.resolve(".tiny.archive.part.properties"),
          "address=%s\n".formatted(server.address()).replace(":", "\\:"));
      assertThat(files(fetch(set))).contains("a.wav");
    }
  }

  @Test
  void wholeDownloadThatWasNotUnpacked_isNotFetchedAgain() throws Exception {
    byte[] archive = tarGz("x/a.wav");
    try (FileServer server = new FileServer("a.tar.gz", archive)) {
      Files.write(folder.resolve(".tiny.archive.part"), archive);
      Files.writeString(
          folder.resolve(".tiny.archive.part.properties"),
          "address=%s\nvalidator=\"one\"\n".formatted(server.address()).replace(":", "\\:"));
      assertThat(files(fetch(set(server, archive, List.of())))).contains("a.wav");
      assertThat(server.asked).containsExactly("bytes=%d-".formatted(archive.length));
    }
  }

  @Test
  void tamperedArchive_isRefusedAndDeleted() throws Exception {
    byte[] archive = tarGz("x/a.wav");
    PublicData set;
    try (FileServer server = new FileServer("a.tar.gz", archive)) {
      set = set(server, archive, List.of());
      byte[] tampered = archive.clone();
      tampered[tampered.length / 2] ^= 1;
      server.content = tampered;
      assertRefused(set, "SHA-256 " + sha256(archive) + " was expected, is " + sha256(tampered));
    }
    assertThat(files(folder)).containsExactly(LOCK);
  }

  @Test
  void serverThatRefusesOrFallsSilent_isOneLine() throws Exception {
    byte[] archive = tarGz("x/a.wav");
    try (FileServer server = new FileServer("a.tar.gz", archive)) {
      PublicData set = set(server, archive, List.of());
      server.status = 404;
      assertRefused(set, "HTTP status 404 was not expected");
      server.status = 503;
      assertRefused(set, "the server is busy (HTTP 503), 2 times in a row");
      server.status = 0;
      server.breaksAfter = 0;
      assertRefused(set, "2 times in a row", "nothing was fetched");
    }
  }

  @Test
  void entryThatLeadsOut_isRefusedAndNothingAppears() throws Exception {
    byte[] archive = tarGz("x/a.wav", "x/../../evil.wav");
    try (FileServer server = new FileServer("a.tar.gz", archive)) {
      assertRefused(set(server, archive, List.of()), "leads out of its folder");
    }
    assertThat(Files.exists(folder.resolve("tiny"))).isFalse();
    assertThat(Files.exists(folder.resolveSibling("evil.wav"))).isFalse();
  }

  @Test
  void links_areLeftOut() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      add(tar, "x/a.wav");
      TarArchiveEntry link = new TarArchiveEntry("x/passwords", TarConstants.LF_SYMLINK);
      link.setLinkName("/etc/passwd");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
    }
    try (FileServer server = new FileServer("a.tar.gz", bytes.toByteArray())) {
      assertThat(files(fetch(set(server, bytes.toByteArray(), List.of()))))
          .containsExactlyInAnyOrder("a.wav", DataFetcher.SOURCE_NOTE);
    }
  }

  @Test
  void folderThatIsAlreadyThere_isLeftAlone() throws Exception {
    Path mine = Files.createDirectories(folder.resolve("tiny"));
    byte[] archive = tarGz("x/a.wav");
    try (FileServer server = new FileServer("a.tar.gz", archive)) {
      assertRefused(set(server, archive, List.of()), mine + " is there already");
      assertThat(server.asked).isEmpty();
    }
  }

  /** The second comes while the first is amid its download, which goes on once it waits. */
  @Test
  void twoFetchesOfOneSet_fetchItOnce_andTheSecondSaysThatItWaits() throws Exception {
    byte[] archive = tarGz("x/a.wav", "x/b.wav", "x/c.wav");
    try (FileServer server = new FileServer("a.tar.gz", archive)) {
      PublicData set = set(server, archive, List.of());
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch secondIsThere = new CountDownLatch(1);
      FutureTask<Path> first =
          new FutureTask<>(
              () ->
                  fetcher()
                      .fetch(
                          set,
                          set.checksum(),
                          (phase, done, total) -> {
                            begun.countDown();
                            await(secondIsThere);
                          }));
      List<String> waits = Collections.synchronizedList(new ArrayList<>());
      List<String> phases = Collections.synchronizedList(new ArrayList<>());
      FetchListener listener =
          new FetchListener() {
            @Override
            public void onBytes(String phase, long done, long total) {
              phases.add(phase);
              secondIsThere.countDown();
            }

            @Override
            public void onWait(String line) {
              waits.add(line);
              secondIsThere.countDown();
            }
          };
      new Thread(first, "first fetch").start();
      await(begun);

      Path second = fetcher().fetch(set, set.checksum(), listener);

      assertThat(second).isEqualTo(first.get());
      assertThat(files(second)).contains("a.wav", "b.wav", "c.wav", DataFetcher.SOURCE_NOTE);
      assertThat(waits)
          .containsExactly(
              "another process fetches tiny into %s: waiting for it".formatted(folder));
      assertThat(phases).isEmpty();
      assertThat(server.asked).containsExactly("all");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void catalogue_isWhole() {
    for (PublicData set : PublicData.all()) {
      assertThat(PublicData.named(set.name())).contains(set);
      assertThat(set.address().getScheme()).isEqualTo("https");
      assertThat(set.address().getPath()).matches(".*\\.(tar\\.gz|zip)");
      assertThat(set.licence()).isNotBlank();
    }
    assertThat(PublicData.named("fsdd")).isPresent();
  }

  private DataFetcher fetcher() {
    return new DataFetcher(folder, PATIENCE);
  }

  private Path fetch(PublicData set) throws Exception {
    return fetcher().fetch(set, set.checksum(), (phase, done, total) -> {});
  }

  private void assertRefused(PublicData set, String... parts) {
    assertThatThrownBy(() -> fetch(set))
        .isInstanceOf(FetchException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
  }

  private static PublicData set(FileServer server, byte[] archive, List<String> folders)
      throws Exception {
    return new PublicData(
        "tiny",
        "a test's",
        "none",
        server.address(),
        archive.length,
        Checksum.sha256(sha256(archive)),
        folders,
        true);
  }

  private static byte[] tarGz(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (String name : names) {
        add(tar, name);
      }
    }
    return bytes.toByteArray();
  }

  private static void add(TarArchiveOutputStream tar, String name) throws IOException {
    byte[] content = wav();
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  /** Noise, so that it does not pack to nothing. */
  private static byte[] wav() throws IOException {
    Random random = new Random(3);
    float[] samples = new float[2_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = random.nextFloat() - 0.5f;
    }
    return WavWriter.bytes(new AudioClip(samples, 8_000));
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> root.relativize(path).toString())
          .toList();
    }
  }
}
