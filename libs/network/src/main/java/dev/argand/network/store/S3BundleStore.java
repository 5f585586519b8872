package dev.argand.network.store;

import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.BundleStore;
import dev.argand.network.bundle.BundleStoreException;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.network.bundle.ModelFormatException;
import dev.argand.network.bundle.UnknownBundleException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Bundles in a bucket, as {@code prefix<digest>.argand}, and those that were fetched in a folder of
 * this process. Thread-safe.
 *
 * <p>An object is written only where there is none (a conditional put): of two publishers at once
 * one writes, and the other finds that the bytes are the same, or says that they differ. What is
 * fetched is verified before it is kept and once more by each process that finds it kept, so that a
 * bundle is served from the folder while S3 is away. Messages have the error's code and status,
 * never what it was asked with.
 */
final class S3BundleStore implements BundleStore, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(S3BundleStore.class);
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})\\.argand");
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;
  private static final int CONFLICT = 409;
  private static final int EXISTS = 412;
  private static final int ATTEMPTS = 3;
  private static final int KEPT_HERE = 16;
  private static final int BLOCK = 1 << 16;

  /**
   * How long it waits.
   *
   * @param connect for a connection
   * @param silence for the next byte
   * @param call for an answer, all tries together
   * @param transfer for a whole bundle
   */
  record Patience(Duration connect, Duration silence, Duration call, Duration transfer) {
    static final Patience USUAL =
        new Patience(
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5));
  }

  private final S3Client client;
  private final StoreLocation.Bucket bucket;
  private final String shown;
  private final Path folder;
  private final FolderBundleStore cache;
  private final Patience patience;
  private final Set<String> verified = ConcurrentHashMap.newKeySet();

  S3BundleStore(
      S3Client client, StoreLocation.Bucket bucket, String shown, Path cache, Patience patience) {
    this.client = client;
    this.bucket = bucket;
    this.shown = shown;
    this.folder = cache;
    this.cache = new FolderBundleStore(cache);
    this.patience = patience;
  }

  static S3BundleStore open(StoreLocation.Bucket bucket, String shown, Path cache) {
    Patience patience = Patience.USUAL;
    return new S3BundleStore(client(bucket, patience), bucket, shown, cache, patience);
  }

  /** Its credentials, and region and endpoint where they are not given, are the chain's. */
  static S3Client client(StoreLocation.Bucket bucket, Patience patience) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(patience.connect())
                    .socketTimeout(patience.silence()))
            .overrideConfiguration(
                options ->
                    options
                        .apiCallAttemptTimeout(patience.silence().multipliedBy(2))
                        .apiCallTimeout(patience.call()));
    URI endpoint = bucket.endpoint();
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    if (bucket.region() != null) {
      builder.region(Region.of(bucket.region()));
    } else if (endpoint != null) {
      // Other servers than Amazon's have no regions, but a signature needs one.
      builder.region(Region.US_EAST_1);
    }
    // Names of buckets are seldom names of hosts where a server is not Amazon's.
    boolean elsewhere = endpoint != null || System.getenv("AWS_ENDPOINT_URL_S3") != null;
    return builder.forcePathStyle(elsewhere).build();
  }

  @Override
  public String put(Path bundle) throws IOException {
    forgetDamaged(bundle);
    List<String> before = cache.digests();
    // The copy is what is verified and sent: the original may change meanwhile.
    String digest = cache.put(bundle);
    try {
      send(digest, cache.fetch(digest));
    } catch (IOException e) {
      // What the bucket does not keep must not be found here either.
      if (!before.contains(digest)) {
        cache.delete(digest);
      }
      throw e;
    }
    verified.add(digest);
    forgetOldest();
    return digest;
  }

  /** A copy here that differs from a sound bundle of its digest says nothing of the bucket. */
  private void forgetDamaged(Path bundle) throws IOException {
    String digest = Bundle.read(bundle).digest();
    try {
      Path copy = cache.fetch(digest);
      if (Files.mismatch(bundle, copy) >= 0) {
        log.warn("{}: its copy here of {} is damaged and is made again", shown, digest);
        verified.remove(digest);
        Files.deleteIfExists(copy);
      }
    } catch (UnknownBundleException e) {
      log.trace("{} is not kept here", digest, e);
    }
  }

  private void send(String digest, Path copy) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        client.putObject(
            PutObjectRequest.builder()
                .bucket(bucket.name())
                .key(key(digest))
                .ifNoneMatch("*")
                .contentType("application/octet-stream")
                // The bytes of a whole bundle go before the answer comes.
                .overrideConfiguration(
                    options ->
                        options
                            .apiCallAttemptTimeout(patience.transfer())
                            .apiCallTimeout(patience.transfer()))
                .build(),
            copy);
        return;
      } catch (SdkServiceException e) {
        if (e.statusCode() == EXISTS) {
          requireSame(digest, copy);
          return;
        }
        if (e.statusCode() != CONFLICT || attempt == ATTEMPTS) {
          throw refused("be written", e);
        }
        log.info("{}: another writer is at {}, trying again", shown, digest);
      } catch (SdkException e) {
        throw refused("be written", e);
      }
    }
  }

  /** A digest fixes every byte of a bundle, so other bytes mean that the object is damaged. */
  private void requireSame(String digest, Path copy) throws IOException {
    Path other = download(digest);
    try {
      if (Files.mismatch(copy, other) >= 0) {
        throw new ModelFormatException(
            null,
            digest,
            ModelFormatException.Reason.DIGEST,
            "what %s keeps under this digest must equal the bundle, differs: it is damaged; delete"
                    .formatted(shown)
                + " it and put the bundle again",
            null);
      }
    } finally {
      Files.deleteIfExists(other);
    }
  }

  @Override
  public Path fetch(String digest) throws IOException {
    Optional<Path> here = kept(digest);
    if (here.isPresent()) {
      return here.get();
    }
    Path aside = download(digest);
    try {
      String found = read(aside, digest).digest();
      if (!found.equals(digest)) {
        throw new ModelFormatException(
            null,
            digest,
            ModelFormatException.Reason.DIGEST,
            "%s must keep this bundle under its digest, keeps %s".formatted(shown, found),
            null);
      }
      cache.put(aside);
    } finally {
      Files.deleteIfExists(aside);
    }
    verified.add(digest);
    forgetOldest();
    return cache.fetch(digest);
  }

  private Bundle read(Path aside, String digest) throws ModelFormatException {
    try {
      return Bundle.read(aside);
    } catch (ModelFormatException e) {
      // The file that was fetched is gone before anybody could look at it.
      throw new ModelFormatException(
          null, digest, e.reason(), "what %s keeps: %s".formatted(shown, e.detail()), e);
    }
  }

  /** The copy of this process, if it has one that is sound. */
  private Optional<Path> kept(String digest) throws IOException {
    Path file;
    try {
      file = cache.fetch(digest);
    } catch (UnknownBundleException e) {
      return Optional.empty();
    }
    if (!verified.contains(digest)) {
      try {
        Bundle.read(file);
      } catch (ModelFormatException e) {
        log.warn("{}: its copy here is damaged and is fetched again: {}", shown, e.getMessage());
        Files.deleteIfExists(file);
        return Optional.empty();
      }
      verified.add(digest);
    }
    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(Instant.now()));
    return Optional.of(file);
  }

  /** The copies that were used last stay. */
  private void forgetOldest() throws IOException {
    List<Kept> copies = new ArrayList<>(cache.list());
    copies.sort(Comparator.comparing(Kept::since).reversed());
    for (Kept old : copies.subList(Math.min(KEPT_HERE, copies.size()), copies.size())) {
      verified.remove(old.digest());
      cache.delete(old.digest());
    }
  }

  /** A whole object in a file of its own, which the caller deletes. */
  private Path download(String digest) throws IOException {
    IOException last = null;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      // What a killed process leaves is cleaned as any other file left aside is.
      Path aside = Files.createTempFile(folder, ".aside-", ".fetched");
      try {
        transfer(digest, aside);
        return aside;
      } catch (NoSuchKeyException e) {
        Files.deleteIfExists(aside);
        throw new UnknownBundleException(digest, shown);
      } catch (SdkException e) {
        Files.deleteIfExists(aside);
        if (isMissing(e)) {
          throw new UnknownBundleException(digest, shown);
        }
        throw refused("be read", e);
      } catch (BundleStoreException e) {
        Files.deleteIfExists(aside);
        throw e;
      } catch (IOException e) {
        // The connection broke, or fell silent, in the middle.
        Files.deleteIfExists(aside);
        last = e;
        log.info("{}: fetching {} broke off, try {} of {}", shown, digest, attempt, ATTEMPTS);
      }
    }
    throw new BundleStoreException(
        "bundle store %s cannot be read: fetching %s broke off %d times (%s)"
            .formatted(shown, digest, ATTEMPTS, kind(last)),
        last);
  }

  private void transfer(String digest, Path to) throws IOException {
    long begin = System.nanoTime();
    GetObjectRequest request =
        GetObjectRequest.builder().bucket(bucket.name()).key(key(digest)).build();
    try (ResponseInputStream<GetObjectResponse> in = client.getObject(request);
        OutputStream out = Files.newOutputStream(to)) {
      long expected = in.response().contentLength();
      long got = copy(in, out, begin);
      if (got != expected) {
        throw new IOException("expected %d bytes, got %d".formatted(expected, got));
      }
    }
  }

  private long copy(InputStream in, OutputStream out, long begin) throws IOException {
    byte[] block = new byte[BLOCK];
    long copied = 0;
    for (int read = in.read(block); read >= 0; read = in.read(block)) {
      out.write(block, 0, read);
      copied += read;
      if (System.nanoTime() - begin > patience.transfer().toNanos()) {
        throw new BundleStoreException(
            "bundle store %s is too slow: a bundle must come within %d s, %d bytes have"
                .formatted(
                    shown, TimeUnit.NANOSECONDS.toSeconds(patience.transfer().toNanos()), copied),
            null);
      }
    }
    return copied;
  }

  @Override
  public List<Kept> list() throws IOException {
    List<Kept> kept = new ArrayList<>();
    try {
      for (S3Object object :
          client
              .listObjectsV2Paginator(
                  ListObjectsV2Request.builder()
                      .bucket(bucket.name())
                      .prefix(bucket.prefix())
                      .build())
              .contents()) {
        var name = NAME.matcher(object.key().substring(bucket.prefix().length()));
        if (name.matches()) {
          kept.add(new Kept(name.group(1), object.size(), object.lastModified()));
        }
      }
    } catch (SdkException e) {
      throw refused("be read", e);
    }
    kept.sort(Comparator.comparing(Kept::digest));
    return List.copyOf(kept);
  }

  @Override
  public void delete(String digest) throws IOException {
    try {
      client.deleteObject(
          DeleteObjectRequest.builder().bucket(bucket.name()).key(key(digest)).build());
    } catch (SdkException e) {
      throw refused("be written", e);
    }
    verified.remove(digest);
    cache.delete(digest);
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return shown;
  }

  private String key(String digest) {
    return bucket.prefix() + digest + Bundle.SUFFIX;
  }

  private static boolean isMissing(SdkException e) {
    return e instanceof S3Exception s3
        && s3.statusCode() == NOT_FOUND
        && !"NoSuchBucket".equals(code(s3));
  }

  private BundleStoreException refused(String what, SdkException e) {
    String why;
    boolean isRefusal = false;
    if (e instanceof SdkServiceException service) {
      isRefusal = service.statusCode() == FORBIDDEN || service.statusCode() == NOT_FOUND;
      why =
          "the server answers %d %s%s"
              .formatted(
                  service.statusCode(),
                  service instanceof S3Exception s3 ? code(s3) : "",
                  service.statusCode() == FORBIDDEN
                      ? "; credentials and policy allow no more"
                      : "");
    } else {
      why = kind(e);
    }
    String message = "bundle store %s cannot %s: %s".formatted(shown, what, why);
    return isRefusal
        ? BundleStoreException.refusal(message, null)
        : new BundleStoreException(message, null);
  }

  private static String code(S3Exception e) {
    return e.awsErrorDetails() == null ? "" : String.valueOf(e.awsErrorDetails().errorCode());
  }

  /** What lies at the bottom of a failure, without what it was asked with. */
  private static String kind(@Nullable Throwable failure) {
    if (failure == null) {
      return "unknown";
    }
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (String.valueOf(failure.getMessage()).contains("Unable to load credentials")) {
      return "no credentials are found where AWS programs look for them";
    }
    return root.getClass().getSimpleName();
  }
}
