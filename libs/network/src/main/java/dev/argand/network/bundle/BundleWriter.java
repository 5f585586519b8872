package dev.argand.network.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Writes bundles. The same inputs give the same bytes, on every machine and Java version. */
public final class BundleWriter {
  private BundleWriter() {}

  /**
   * Writes one bundle: aside first, forced to the disk, read back and verified, then renamed.
   *
   * @param file where to; any name, but one that is a digest must be this bundle's. A {@link
   *     BundleStore} gives the name that is the digest
   * @param draft the manifest but for its entries
   * @param weights every parameter and running statistic, by stable names, finite
   * @param golden what the model answers, from reloaded weights
   * @param otherEntries more files by plain name, such as {@link Bundle#ARCHITECTURE}
   * @return the bundle's digest
   * @throws IllegalArgumentException if an input does not fit the manifest
   * @throws IOException if the folder cannot be written
   */
  public static String write(
      Path file,
      ManifestDraft draft,
      Map<String, Tensor> weights,
      Golden golden,
      Map<String, byte[]> otherEntries)
      throws IOException {
    TreeMap<String, byte[]> entries = new TreeMap<>(otherEntries);
    for (String own : new String[] {Bundle.MANIFEST, Bundle.WEIGHTS, Bundle.GOLDEN}) {
      if (entries.containsKey(own)) {
        throw new IllegalArgumentException("other entries must not be named '" + own + "'");
      }
    }
    entries.put(Bundle.WEIGHTS, BundleEntries.encodeWeights(weights, draft.labels()));
    entries.put(Bundle.GOLDEN, BundleEntries.encodeGolden(golden, draft));
    Map<String, String> digests = new TreeMap<>();
    entries.forEach((name, bytes) -> digests.put(name, Sha256.of(bytes)));
    Manifest manifest = draft.withEntries(digests);
    String digest = manifest.digest();
    try {
      Bundle.checkName(file, digest);
    } catch (ModelFormatException e) {
      throw e.at(file, digest);
    }
    entries.put(Bundle.MANIFEST, manifest.json());
    DurableFile.write(file, out -> StoredZip.write(out, entries), Bundle::read);
    return digest;
  }
}
