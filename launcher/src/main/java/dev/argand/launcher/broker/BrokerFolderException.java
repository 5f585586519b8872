package dev.argand.launcher.broker;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A broker's data folder that cannot be used, with its path and the reason. */
public final class BrokerFolderException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokerFolderException(Path folder, String reason, @Nullable Throwable cause) {
    super("broker data folder %s %s".formatted(folder, reason), cause);
  }
}
