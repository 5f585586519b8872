package dev.argand.launcher.command;

import dev.argand.launcher.standalone.Home;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.network.bundle.BundleStore;
import dev.argand.network.store.StoreLocation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which bundle store a command works on. */
final class StoreOption {
  @Option(
      names = "--store",
      paramLabel = "PLACE",
      description =
          "Where bundles are: a folder, or s3://bucket/prefix (default: the folder of the home).")
  private @Nullable String place;

  StoreLocation location(Home home) throws CommandFailure {
    try {
      return place == null ? StoreLocation.of(home.bundles()) : StoreLocation.parse(place);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--store: " + e.getMessage());
    }
  }

  /** The store; a folder is made where it is missing. */
  BundleStore create(Home home) throws CommandFailure, IOException {
    return location(home).create(home.root().resolve("fetched-bundles"));
  }
}
