package dev.argand.search.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the bytes of an archive must add up to.
 *
 * @param algorithm {@code SHA-256}, or {@code MD5} where its authors give no better
 * @param hex lower case
 */
public record Checksum(String algorithm, String hex) {
  private static final int BUFFER_BYTES = 1 << 16;

  public Checksum {
    int digits = algorithm.equals("SHA-256") ? 64 : algorithm.equals("MD5") ? 32 : 0;
    if (digits == 0) {
      throw new IllegalArgumentException(
          "algorithm must be SHA-256 or MD5, was \"%s\"".formatted(algorithm));
    }
    if (!hex.matches("[0-9a-f]{%d}".formatted(digits))) {
      throw new IllegalArgumentException(
          "%s must be %d lower-case hexadecimal digits, was \"%s\""
              .formatted(algorithm, digits, hex));
    }
  }

  /** The SHA-256 that a person gives. */
  public static Checksum sha256(String hex) {
    return new Checksum("SHA-256", hex);
  }

  /** What a file adds up to. */
  static Checksum of(Path file, String algorithm, FetchListener listener) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(algorithm + " is required of every Java platform", e);
    }
    long total = Files.size(file);
    long done = 0;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        done += read;
        listener.onBytes("check", done, total);
      }
    }
    return new Checksum(algorithm, HexFormat.of().formatHex(digest.digest()));
  }

  @Override
  public String toString() {
    return algorithm + " " + hex;
  }
}
