package dev.argand.launcher.command;

import dev.argand.launcher.standalone.Home;
import dev.argand.launcher.terminal.CommandFailure;
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

  /**
   * The folder, there or not.
   *
   * @throws CommandFailure if it is a file, or in one
   */
  Home home() throws CommandFailure {
    Home found = Home.of(home, System.getenv());
    OutputPath.readFolder(name(), found.root());
    return found;
  }

  /**
   * The same for a command that keeps something there.
   *
   * @throws CommandFailure also if one may not write there
   */
  Home writable() throws CommandFailure {
    Home found = Home.of(home, System.getenv());
    OutputPath.folder(name(), found.root());
    return found;
  }

  private String name() {
    return isGiven() ? "--home" : "Argand's data folder ($%s)".formatted(Home.VARIABLE);
  }

  boolean isGiven() {
    return home != null;
  }
}
