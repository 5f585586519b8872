package dev.argand.launcher.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which Argand keeps everything on one machine.
 *
 * @param root the folder; made when it is first needed
 */
public record Home(Path root) {
  /** Environment variable that names the folder. */
  public static final String VARIABLE = "ARGAND_HOME";

  private static final String RUNNING = "running.properties";

  /** The folder that was given, else {@code ARGAND_HOME}, else {@code ~/.argand}. */
  public static Home of(@Nullable Path given, Map<String, String> environment) {
    if (given != null) {
      return new Home(given.toAbsolutePath().normalize());
    }
    String named = environment.getOrDefault(VARIABLE, "");
    return named.isBlank()
        ? new Home(Path.of(System.getProperty("user.home"), ".argand"))
        : new Home(Path.of(named).toAbsolutePath().normalize());
  }

  /** The broker's data. */
  public Path broker() {
    return root.resolve("broker");
  }

  /** The store of model bundles. */
  public Path bundles() {
    return root.resolve("bundles");
  }

  /** What recognition keeps on disk. */
  public Path recognition() {
    return root.resolve("recognition");
  }

  /** What the evaluation topology keeps on disk. */
  public Path evaluation() {
    return root.resolve("evaluation");
  }

  /** The store of labelled clips. */
  public Path clips() {
    return root.resolve("clips");
  }

  /** The store of clips of what was heard. */
  public Path heard() {
    return root.resolve("heard");
  }

  /** Frozen data sets. */
  public Path datasets() {
    return root.resolve("datasets");
  }

  /** Public data sets that were fetched. */
  public Path data() {
    return root.resolve("data");
  }

  /** The folder of all search runs. */
  public Path runs() {
    return root.resolve("runs");
  }

  /** When a search starts by itself; a person's to write. */
  public Path policy() {
    return root.resolve("policy.properties");
  }

  /** When a challenger is taken back by itself; a person's to write. */
  public Path rollbackPolicy() {
    return root.resolve("rollback.properties");
  }

  /** Natives that were fetched. */
  public Path natives() {
    return root.resolve("natives");
  }

  /** A folder for a search run of the given name. */
  public Path run(String name) {
    return runs().resolve(name);
  }

  /** Makes the folder and says where it is. */
  public Home create() throws IOException {
    Files.createDirectories(root);
    return this;
  }

  /** The standalone that runs on this folder now, if one does. */
  public Optional<Running> running() throws IOException {
    return Running.read(root.resolve(RUNNING));
  }

  /** Says that a standalone runs here until what is returned is closed. */
  AutoCloseable announce(Running running) throws IOException {
    Path file = root.resolve(RUNNING);
    running.write(file);
    return () -> Files.deleteIfExists(file);
  }
}
