package dev.argand.network.bundle;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A bundle store that cannot be used now: its place is missing, no folder, not writable, or cannot
 * be reached.
 */
public final class BundleStoreException extends IOException {
  private static final long serialVersionUID = 1L;
  private final boolean isRefusal;

  /** The message names the store, and no secret. */
  public BundleStoreException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  private BundleStoreException(String message, @Nullable Throwable cause, boolean isRefusal) {
    super(message, cause);
    this.isRefusal = isRefusal;
  }

  /** A store that is there and says no: it is unlikely to say anything else soon. */
  public static BundleStoreException refusal(String message, @Nullable Throwable cause) {
    return new BundleStoreException(message, cause, true);
  }

  /** Whether the store is there and does not allow what was asked, rather than being away. */
  public boolean isRefusal() {
    return isRefusal;
  }
}
