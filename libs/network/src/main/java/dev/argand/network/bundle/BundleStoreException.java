package dev.argand.network.bundle;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A bundle store that cannot be used: its place is missing, no folder, or not writable. */
public final class BundleStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  BundleStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
