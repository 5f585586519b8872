package dev.argand.network.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.BundleStore;
import dev.argand.network.bundle.BundleStore.Kept;
import dev.argand.network.bundle.BundleStoreException;
import dev.argand.network.bundle.ModelFormatException;
import dev.argand.network.bundle.UnknownBundleException;
import dev.argand.network.store.BadLine.Fault;
import dev.argand.network.store.S3BundleStore.Patience;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Against a whole S3 server, over a line that can fail. */
class S3BundleStoreIT {
  private static final String BUCKET = "models";
  private static final Patience SHORT =
      new Patience(
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(20),
          Duration.ofMinutes(1));
  private static final Map<String, String> CREDENTIALS =
      Map.of(
          "aws.accessKeyId", "AKIASECRETKEYID",
          "aws.secretAccessKey", "sesame",
          "aws.disableEc2Metadata", "true");

  @TempDir static Path shared;
  private static S3Server server;
  private static S3Client raw;

  @TempDir private Path folder;
  private Path bundle;
  private String digest;
  private String prefix;

  @BeforeAll
  static void start() throws Exception {
    CREDENTIALS.forEach(System::setProperty);
    server = S3Server.start(shared);
    raw = S3BundleStore.client(bucket("", server.endpoint()), Patience.USUAL);
    raw.createBucket(request -> request.bucket(BUCKET));
  }

  @AfterAll
  static void stop() throws Exception {
    raw.close();
    server.close();
    CREDENTIALS.keySet().forEach(System::clearProperty);
  }

  @BeforeEach
  void prepare() throws Exception {
    bundle = resource("fixed-v2.argand");
    digest = Bundle.read(bundle).digest();
    prefix = UUID.randomUUID() + "/bundles/";
  }

  @Test
  void put_isFetchedByAnother_listed_andDeleted() throws Exception {
    Instant before = Instant.now().minusSeconds(60);
    StoreLocation location =
        StoreLocation.parse("s3://%s/%s?endpoint=%s".formatted(BUCKET, prefix, server.endpoint()));
    BundleStore publisher = location.open(folder.resolve("one"));
    BundleStore reader = location.create(folder.resolve("other"));
    Path tiny = resource("tiny-v1.argand");
    String tinyDigest = Bundle.read(tiny).digest();

    assertThat(publisher.put(bundle)).isEqualTo(digest);
    assertThat(publisher.put(bundle)).isEqualTo(digest);
    publisher.put(tiny);
    raw.putObject(
        request -> request.bucket(BUCKET).key(prefix + "notes.txt"), RequestBody.fromString("x"));

    assertThat(reader.fetch(digest)).hasSameBinaryContentAs(bundle);
    assertThat(reader.fetch(digest).getParent()).isEqualTo(folder.resolve("other"));
    assertThat(reader.digests())
        .containsExactlyElementsOf(List.of(digest, tinyDigest).stream().sorted().toList());
    Kept kept = reader.list().stream().filter(k -> k.digest().equals(digest)).findFirst().get();
    assertThat(kept.bytes()).isEqualTo(Files.size(bundle));
    assertThat(kept.since()).isBetween(before, Instant.now().plusSeconds(60));

    publisher.delete(digest);
    assertThat(publisher.digests()).containsExactly(tinyDigest);
    assertThatThrownBy(() -> publisher.fetch(digest))
        .isInstanceOf(UnknownBundleException.class)
        .hasMessageContaining("no bundle with digest " + digest + " in " + location);
  }

  @Test
  void put_fromManyPublishersAtOnce_writesOneObjectOnce() throws Exception {
    int publishers = 6;
    ExecutorService pool = Executors.newFixedThreadPool(publishers);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<String>> puts = new ArrayList<>();
      for (int i = 0; i < publishers; i++) {
        S3BundleStore own = store("publisher-" + i, server.endpoint());
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
    Instant written = store("a", server.endpoint()).list().get(0).since();
    store("b", server.endpoint()).put(bundle);
    assertThat(store("c", server.endpoint()).list().get(0).since()).isEqualTo(written);
    assertThat(store("d", server.endpoint()).fetch(digest)).hasSameBinaryContentAs(bundle);
  }

  @Test
  void otherBytesUnderTheDigest_areRefused_andWhatWasFetchedBeforeGoesOn() throws Exception {
    S3BundleStore served = store("served", server.endpoint());
    served.put(bundle);
    byte[] bytes = Files.readAllBytes(bundle);
    for (byte[] planted :
        List.of(
            Arrays.copyOf(bytes, bytes.length - 9),
            Files.readAllBytes(resource("tiny-v1.argand")))) {
      raw.putObject(
          request -> request.bucket(BUCKET).key(prefix + digest + ".argand"),
          RequestBody.fromBytes(planted));

      assertThatThrownBy(() -> store("publisher" + planted.length, server.endpoint()).put(bundle))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("DIGEST")
          .hasMessageContaining("it is damaged; delete it and put the bundle again");
      assertThatThrownBy(() -> store("reader" + planted.length, server.endpoint()).fetch(digest))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining(digest);
      assertThat(folder.resolve("reader" + planted.length)).isEmptyDirectory();
      assertThat(served.fetch(digest)).hasSameBinaryContentAs(bundle);
    }
  }

  @Test
  void copyThatIsDamaged_isFetchedAgain() throws Exception {
    store("here", server.endpoint()).put(bundle);
    Path copy = folder.resolve("here").resolve(digest + ".argand");
    byte[] bytes = Files.readAllBytes(copy);
    bytes[bytes.length / 3] ^= 4;
    Files.write(copy, bytes);

    assertThat(store("here", server.endpoint()).fetch(digest)).hasSameBinaryContentAs(bundle);
  }

  @Test
  void put_whereTheCopyHereIsDamaged_makesItAgain() throws Exception {
    S3BundleStore store = store("here", server.endpoint());
    store.put(bundle);
    Path copy = folder.resolve("here").resolve(digest + ".argand");
    byte[] bytes = Files.readAllBytes(copy);
    bytes[bytes.length / 3] ^= 4;
    Files.write(copy, bytes);

    assertThat(store.put(bundle)).isEqualTo(digest);
    assertThat(copy).hasSameBinaryContentAs(bundle);
  }

  /** An answer has two seconds, but a bundle that is on its way out has longer. */
  @Test
  void put_thatTakesLongerThanAnAnswerMay_succeeds() throws Exception {
    Patience patience =
        new Patience(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            Duration.ofMinutes(2));
    long blocks = Files.size(bundle) / 512;
    assertThat(blocks * 100).as("milliseconds on the slow line").isGreaterThan(3_000);
    try (BadLine line = new BadLine(server.port())) {
      line.fail(Fault.SLOW, 100);
      assertThat(store("slow", line.endpoint(), patience).put(bundle)).isEqualTo(digest);
    }
    assertThat(store("reader", server.endpoint()).fetch(digest)).hasSameBinaryContentAs(bundle);
  }

  /** What a publisher puts is kept here no longer than what a reader fetches. */
  @Test
  void put_ofMany_keepsTheNewestHere() throws Exception {
    S3BundleStore store = store("here", server.endpoint());
    for (int i = 0; i < 18; i++) {
      Files.createFile(
          cache("here").resolve(String.format(java.util.Locale.ROOT, "%064x", i) + ".argand"));
    }
    store.put(bundle);
    try (var kept = Files.list(folder.resolve("here"))) {
      assertThat(kept.filter(file -> file.toString().endsWith(".argand"))).hasSize(16);
    }
    assertThat(folder.resolve("here").resolve(digest + ".argand")).exists();
  }

  @Test
  void away_isOneLine_andWhatWasFetchedIsServed() throws Exception {
    store("here", server.endpoint()).put(bundle);
    S3BundleStore away;
    try (BadLine line = new BadLine(server.port())) {
      away = store("here", line.endpoint());
    }

    assertThat(away.fetch(digest)).hasSameBinaryContentAs(bundle);
    assertThatThrownBy(away::digests).satisfies(e -> assertAway(e, "cannot be read"));
    assertThatThrownBy(() -> away.fetch("a".repeat(64)))
        .satisfies(e -> assertAway(e, "cannot be read"));
    assertThatThrownBy(() -> away.put(bundle)).satisfies(e -> assertAway(e, "cannot be written"));
  }

  @Test
  void downloadThatIsCut_isTriedAgain() throws Exception {
    store("publisher", server.endpoint()).put(bundle);
    try (BadLine line = new BadLine(server.port())) {
      S3BundleStore store = store("reader", line.endpoint());
      line.fail(Fault.CUT, 2);

      assertThat(store.fetch(digest)).hasSameBinaryContentAs(bundle);
      line.fail(Fault.CUT, 100);
      assertThatThrownBy(() -> store("other", line.endpoint()).fetch(digest))
          .satisfies(e -> assertAway(e, "cannot be read"));
      assertThat(folder.resolve("other")).isEmptyDirectory();
    }
  }

  @Test
  void lineThatFallsSilent_isGivenUpInTime() throws Exception {
    store("publisher", server.endpoint()).put(bundle);
    try (BadLine line = new BadLine(server.port())) {
      S3BundleStore store = store("reader", line.endpoint());
      line.fail(Fault.SILENT, 100);
      long begin = System.nanoTime();

      assertThatThrownBy(() -> store.fetch(digest)).satisfies(e -> assertAway(e, "cannot be read"));
      // Three tries of two seconds each; far from for ever, on any machine.
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMinutes(1));

      line.fail(Fault.NONE, 0);
      assertThat(store.fetch(digest)).hasSameBinaryContentAs(bundle);
    }
  }

  @Test
  void bundleThatComesTooSlowly_isGivenUp() throws Exception {
    store("publisher", server.endpoint()).put(bundle);
    Patience none = new Patience(SHORT.connect(), SHORT.silence(), SHORT.call(), Duration.ZERO);
    S3BundleStore hasty = store("reader", server.endpoint(), none);

    assertThatThrownBy(() -> hasty.fetch(digest)).satisfies(e -> assertAway(e, "is too slow"));
  }

  @Test
  void storeThatMayNotBeWritten_orHasNoBucket_isOneLineWithoutSecrets() throws Exception {
    try (BadLine line = new BadLine(server.port())) {
      line.fail(Fault.DENIED, 100);
      S3BundleStore denied = store("denied", line.endpoint());
      assertThatThrownBy(() -> denied.put(bundle))
          .satisfies(e -> assertAway(e, "cannot be written: the server answers 403 AccessDenied"));
      assertThatThrownBy(denied::list).satisfies(e -> assertAway(e, "403 AccessDenied"));
    }
    StoreLocation.Bucket none =
        new StoreLocation.Bucket("no-such-bucket", prefix, server.endpoint(), null);
    S3BundleStore missing =
        new S3BundleStore(
            S3BundleStore.client(none, SHORT), none, "s3://no-such-bucket/", cache("none"), SHORT);
    assertThatThrownBy(() -> missing.put(bundle)).satisfies(e -> assertAway(e, "404 NoSuchBucket"));
    assertThatThrownBy(() -> missing.fetch(digest))
        .satisfies(e -> assertAway(e, "404 NoSuchBucket"));
  }

  /** One line that names the store and says what is wrong, never with what it was asked. */
  private static void assertAway(Throwable failure, String what) {
    assertThat(failure).isInstanceOf(BundleStoreException.class).hasMessageContaining(what);
    assertThat(failure.getMessage()).startsWith("bundle store s3://").doesNotContain("\n");
    for (Throwable e = failure; e != null; e = e.getCause()) {
      assertThat(String.valueOf(e.getMessage()))
          .doesNotContain("sesame")
          .doesNotContain("AKIASECRETKEYID");
    }
  }

  private S3BundleStore store(String name, URI endpoint) throws Exception {
    return store(name, endpoint, SHORT);
  }

  private S3BundleStore store(String name, URI endpoint, Patience patience) throws Exception {
    StoreLocation.Bucket bucket = bucket(prefix, endpoint);
    return new S3BundleStore(
        S3BundleStore.client(bucket, patience),
        bucket,
        "s3://" + BUCKET + "/" + prefix,
        cache(name),
        patience);
  }

  private Path cache(String name) throws Exception {
    return Files.createDirectories(folder.resolve(name));
  }

  private static StoreLocation.Bucket bucket(String prefix, URI endpoint) {
    return new StoreLocation.Bucket(BUCKET, prefix, endpoint, null);
  }

  private Path resource(String name) throws Exception {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      try (InputStream in = Objects.requireNonNull(Bundle.class.getResourceAsStream(name), name)) {
        Files.copy(in, file);
      }
    }
    return file;
  }
}
