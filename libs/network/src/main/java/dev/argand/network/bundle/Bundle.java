package dev.argand.network.bundle;

import dev.argand.network.bundle.ModelFormatException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One immutable model: manifest, weights, golden, and further files. Verified whole when it is
 * read, and independent of its file afterwards. Thread-safe.
 *
 * <p>Reading proves that the file is what was published. That the model still answers what the
 * golden says is proved by whoever runs it.
 */
public final class Bundle {
  /** Entry that lists every other and gives the bundle its identity. */
  public static final String MANIFEST = "manifest.json";

  /** Entry of the parameters. */
  public static final String WEIGHTS = "weights.safetensors";

  /** Entry of samples in and scores out. */
  public static final String GOLDEN = "golden.safetensors";

  /** Optional entry: a drawing of the two cells. */
  public static final String ARCHITECTURE = "architecture.svg";

  /** How a bundle's file name ends. */
  public static final String SUFFIX = ".argand";

  private static final Pattern DIGEST_NAME = Pattern.compile("([0-9a-f]{64})(?:\\.argand)?");

  private final Path file;
  private final String digest;
  private final Manifest manifest;
  private final Map<String, Tensor> weights;
  private final Golden golden;
  private final Map<String, byte[]> others;

  private Bundle(Path file, String digest, Manifest manifest, SortedMap<String, byte[]> entries)
      throws ModelFormatException {
    this.file = file;
    this.digest = digest;
    this.manifest = manifest;
    this.weights = BundleEntries.decodeWeights(take(entries, WEIGHTS), manifest);
    this.golden = BundleEntries.decodeGolden(take(entries, GOLDEN), manifest);
    this.others = entries;
  }

  /**
   * Reads and verifies a bundle: container, digest (against the file's name where that is a
   * digest), format version, manifest, what it would take of this process ({@link BundleSize}), the
   * digest of every entry, weights and golden.
   *
   * @throws ModelFormatException naming the path, the digest where known, and the reason
   */
  public static Bundle read(Path file) throws ModelFormatException {
    return read(file, Long.MAX_VALUE);
  }

  /**
   * The same, where weights of more bytes than are allowed are refused with reason BUDGET before
   * they are read.
   */
  public static Bundle read(Path file, long mostWeightBytes) throws ModelFormatException {
    @Nullable String digest = null;
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      SortedMap<String, StoredZip.Header> headers = StoredZip.headers(in);
      StoredZip.Header first = headers.get(MANIFEST);
      if (first == null) {
        throw missing(MANIFEST);
      }
      byte[] json = StoredZip.read(in, first);
      digest = Sha256.of(json);
      checkName(file, digest);
      Manifest manifest = Manifest.parse(json);
      BundleSize.of(in, headers, manifest)
          .require(mostWeightBytes, Runtime.getRuntime().maxMemory());
      SortedMap<String, byte[]> entries = StoredZip.read(in, headers);
      entries.remove(MANIFEST);
      checkEntries(entries, manifest);
      return new Bundle(file, digest, manifest, entries);
    } catch (ModelFormatException e) {
      throw e.at(file, digest);
    } catch (IOException e) {
      throw unreadable(e).at(file, digest);
    }
  }

  private static ModelFormatException unreadable(IOException failure) {
    return failure instanceof NoSuchFileException
        ? ModelFormatException.of(Reason.UNREADABLE, "there is no such file", failure)
        : ModelFormatException.of(
            Reason.UNREADABLE, "reading failed: " + failure.getMessage(), failure);
  }

  static void checkName(Path file, String digest) throws ModelFormatException {
    Matcher named = DIGEST_NAME.matcher(String.valueOf(file.getFileName()));
    if (named.matches() && !named.group(1).equals(digest)) {
      throw ModelFormatException.of(
          Reason.DIGEST,
          "digest of the manifest must be %s, as the file is named, was %s"
              .formatted(named.group(1), digest));
    }
  }

  private static void checkEntries(Map<String, byte[]> entries, Manifest manifest)
      throws ModelFormatException {
    TreeMap<String, byte[]> unlisted = new TreeMap<>(entries);
    for (Map.Entry<String, String> listed : manifest.entries().entrySet()) {
      byte[] bytes = unlisted.remove(listed.getKey());
      if (bytes == null) {
        throw missing(listed.getKey());
      }
      String found = Sha256.of(bytes);
      if (!found.equals(listed.getValue())) {
        throw ModelFormatException.of(
            Reason.ENTRY_DIGEST,
            "entry '%s' must have SHA-256 %s, had %s"
                .formatted(listed.getKey(), listed.getValue(), found));
      }
    }
    if (!unlisted.isEmpty()) {
      throw ModelFormatException.of(
          Reason.ENTRY_UNLISTED,
          "entries must be listed in the manifest, %s are not".formatted(unlisted.keySet()));
    }
  }

  private static byte[] take(Map<String, byte[]> entries, String name) throws ModelFormatException {
    byte[] bytes = entries.remove(name);
    if (bytes == null) {
      throw missing(name);
    }
    return bytes;
  }

  private static ModelFormatException missing(String name) {
    return ModelFormatException.of(
        Reason.ENTRY_MISSING, "entry '" + name + "' must be present, is missing");
  }

  /** The file that was read; it may be gone by now. */
  public Path file() {
    return file;
  }

  /** SHA-256 of the canonical manifest: the model's identity. */
  public String digest() {
    return digest;
  }

  public Manifest manifest() {
    return manifest;
  }

  /** Every parameter and running statistic by name, sorted, finite; not to be changed. */
  public Map<String, Tensor> weights() {
    return weights;
  }

  /** What the model answers, within the manifest's golden tolerance. */
  public Golden golden() {
    return golden;
  }

  /** A copy of an entry that is decoded by none of the above, such as {@link #ARCHITECTURE}. */
  public Optional<byte[]> entry(String name) {
    return Optional.ofNullable(others.get(name)).map(byte[]::clone);
  }

  @Override
  public String toString() {
    return "Bundle[" + digest + "]";
  }
}
