package dev.argand.network.bundle;

import java.io.IOException;

/** A digest under which a store keeps no bundle. */
public final class UnknownBundleException extends IOException {
  private static final long serialVersionUID = 1L;
  private final String digest;

  /** The store's name goes into the message. */
  public UnknownBundleException(String digest, String store) {
    super(
        Sha256.isDigest(digest)
            ? "no bundle with digest " + digest + " in " + store
            : "a digest must be 64 lower-case hexadecimal digits, was '" + digest + "'");
    this.digest = digest;
  }

  public String digest() {
    return digest;
  }
}
