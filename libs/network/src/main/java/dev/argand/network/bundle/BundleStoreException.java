package dev.argand.network.bundle;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A bundle store that cannot be used now: its place is missing, no folder, not writable, or cannot
 * be reached.
 */
public final class BundleStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The message names the store, and no secret. */
  public BundleStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
