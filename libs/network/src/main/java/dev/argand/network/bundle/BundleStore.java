package dev.argand.network.bundle;

import java.io.IOException;
import java.nio.file.Path;
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
   * The digests of every bundle, sorted.
   *
   * @throws BundleStoreException if the store cannot be used
   */
  List<String> digests() throws IOException;
}
