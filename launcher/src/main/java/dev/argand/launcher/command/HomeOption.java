package dev.argand.launcher.command;

import dev.argand.launcher.standalone.Home;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where Argand's data folder is. */
final class HomeOption {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Argand's data folder (default: $ARGAND_HOME, else ~/.argand).")
  private @Nullable Path home;

  Home home() {
    return Home.of(home, System.getenv());
  }

  boolean isGiven() {
    return home != null;
  }
}
