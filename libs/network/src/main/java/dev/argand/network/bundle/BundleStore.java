package dev.argand.network.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Keeps bundles under their digests. Implementations are thread-safe, across processes too. */
public interface BundleStore {
  /**
   * Verifies a bundle and keeps it. One that is kept already is fine.
   *
   * @return its digest
   * @throws ModelFormatException if the file is no bundle, or other bytes are kept under its digest
   * @throws BundleStoreException if the store cannot be used
   */
  String put(Path bundle) throws IOException;

  /**
   * A local file with the bundle, to be read and never changed.
   *
   * @throws UnknownBundleException if none is kept under that digest
   * @throws BundleStoreException if the store cannot be used
   */
  Path fetch(String digest) throws IOException;

  /**
   * A bundle that is kept; not verified.
   *
   * @param since when it was put, as the store's clock has it
   */
  record Kept(String digest, long bytes, Instant since) {}

  /**
   * Every bundle, by digest.
   *
   * @throws BundleStoreException if the store cannot be used
   */
  List<Kept> list() throws IOException;

  /**
   * The digests of every bundle, sorted.
   *
   * @throws BundleStoreException if the store cannot be used
   */
  default List<String> digests() throws IOException {
    return list().stream().map(Kept::digest).toList();
  }

  /**
   * Takes a bundle away for ever; one that is not kept is fine. Whether it may go is the caller's
   * to know.
   *
   * @throws BundleStoreException if the store cannot be used
   */
  void delete(String digest) throws IOException;
}
