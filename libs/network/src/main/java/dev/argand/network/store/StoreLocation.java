package dev.argand.network.store;

import dev.argand.network.bundle.BundleStore;
import dev.argand.network.bundle.FolderBundleStore;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The place of a bundle store: a folder, or {@code s3://bucket/prefix}. Its text never holds a
 * credential: those come from the usual chain of AWS (environment, profile, container, instance).
 *
 * <p>{@code s3://bucket/prefix?endpoint=https://host:port&region=eu-central-1} names another server
 * than Amazon's; both are optional, and taken from that chain too where they are left out.
 */
public final class StoreLocation {
  /** What a place must be, for messages. */
  public static final String EXPECTED = "a folder, or s3://bucket/prefix without credentials";

  private static final String SCHEME = "s3://";
  private static final Pattern OTHER_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern PREFIX = Pattern.compile("(?:[A-Za-z0-9._-]+/)*");

  private final String text;
  private final @Nullable Path folder;
  private final @Nullable Bucket bucket;

  /**
   * A place in S3.
   *
   * @param prefix before each key; empty, or ends with a slash
   * @param endpoint null for what the chain says
   * @param region null for what the chain says
   */
  record Bucket(String name, String prefix, @Nullable URI endpoint, @Nullable String region) {}

  private StoreLocation(String text, @Nullable Path folder, @Nullable Bucket bucket) {
    this.text = text;
    this.folder = folder;
    this.bucket = bucket;
  }

  /** A folder. */
  public static StoreLocation of(Path folder) {
    return new StoreLocation(folder.toString(), folder, null);
  }

  /**
   * Reads a place.
   *
   * @throws IllegalArgumentException if the text is not what is {@link #EXPECTED}
   */
  public static StoreLocation parse(String text) {
    if (text.startsWith(SCHEME)) {
      Bucket bucket = bucket(text);
      return new StoreLocation(shown(bucket), null, bucket);
    }
    require(!text.isBlank() && !OTHER_SCHEME.matcher(text).matches(), text);
    return of(Path.of(text));
  }

  private static Bucket bucket(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("a bundle store must be " + EXPECTED, e);
    }
    String authority = String.valueOf(uri.getAuthority());
    require(BUCKET.matcher(authority).matches() && uri.getFragment() == null, text);
    String path = String.valueOf(uri.getPath()).replaceFirst("^/", "");
    String prefix = path.isEmpty() || path.endsWith("/") ? path : path + "/";
    require(PREFIX.matcher(prefix).matches(), text);
    Map<String, String> query = query(uri.getQuery());
    String endpoint = query.remove("endpoint");
    String region = query.remove("region");
    require(query.isEmpty(), SCHEME + authority + "?" + String.join("&", query.keySet()));
    return new Bucket(authority, prefix, endpoint == null ? null : endpoint(endpoint), region);
  }

  private static Map<String, String> query(@Nullable String query) {
    Map<String, String> values = new TreeMap<>();
    if (query != null) {
      for (String pair : query.split("&")) {
        int equals = pair.indexOf('=');
        require(equals > 0, SCHEME + "...?...");
        values.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return values;
  }

  private static URI endpoint(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("endpoint must be http(s)://host:port", e);
    }
    require(
        ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
            && uri.getHost() != null
            && uri.getUserInfo() == null
            && uri.getQuery() == null,
        "an endpoint that is not http(s)://host:port");
    return uri;
  }

  private static String shown(Bucket bucket) {
    StringBuilder shown = new StringBuilder(SCHEME).append(bucket.name()).append('/');
    shown.append(bucket.prefix());
    char before = '?';
    if (bucket.endpoint() != null) {
      shown.append(before).append("endpoint=").append(bucket.endpoint());
      before = '&';
    }
    if (bucket.region() != null) {
      shown.append(before).append("region=").append(bucket.region());
    }
    return shown.toString();
  }

  private static void require(boolean condition, String found) {
    if (!condition) {
      throw new IllegalArgumentException(
          "a bundle store must be %s, was '%s'".formatted(EXPECTED, withoutSecrets(found)));
    }
  }

  /** What may be a credential is not repeated: all before an @, and what a query's names are. */
  private static String withoutSecrets(String text) {
    return text.replaceFirst("://.*@", "://(hidden)@").replaceAll("=[^&]*", "=...");
  }

  /** Whether bundles lie beyond this machine's file systems. */
  public boolean isRemote() {
    return bucket != null;
  }

  /**
   * The store, to be read and written. Nothing is asked of a bucket before its first use.
   *
   * @param cache folder of this process for what is fetched from a bucket; made when it is needed
   */
  public BundleStore open(Path cache) throws IOException {
    if (folder != null) {
      return new FolderBundleStore(folder);
    }
    Files.createDirectories(cache);
    return S3BundleStore.open(java.util.Objects.requireNonNull(bucket), text, cache);
  }

  /** The same, but a folder is made where it is missing. */
  public BundleStore create(Path cache) throws IOException {
    return folder == null ? open(cache) : FolderBundleStore.create(folder);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoreLocation location && location.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
