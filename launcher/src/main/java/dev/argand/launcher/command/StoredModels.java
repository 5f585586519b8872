package dev.argand.launcher.command;

import dev.argand.launcher.standalone.Home;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.search.run.RunCatalog;
import dev.argand.search.run.RunFolder;
import dev.argand.search.run.RunResult;
import dev.argand.search.run.RunSummary;
import dev.argand.search.run.SearchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The bundles that a home has: those that were published, and those of its runs. */
final class StoredModels {
  private static final int SHORTEST_DIGEST = 8;

  private final Home home;

  StoredModels(Home home) {
    this.home = home;
  }

  /**
   * The bundle of a name: a bundle's file, a digest or its first eight letters or more, or a run's
   * name as {@link RunCatalog#find} takes it.
   *
   * @throws CommandFailure if there is none, or more than one
   */
  Path find(String name) throws IOException, CommandFailure {
    Optional<Path> file = file(name);
    if (file.isPresent()) {
      return file.get();
    }
    Map<String, Path> named = byDigest(name);
    if (named.size() > 1) {
      throw CommandFailure.usage(
          "MODEL '%s' stands for %d bundles: more of the digest is needed"
              .formatted(name, named.size()));
    }
    if (named.size() == 1) {
      return named.values().iterator().next();
    }
    RunFolder run;
    try {
      run = new RunCatalog(home.runs()).find(name);
    } catch (SearchException none) {
      throw CommandFailure.usage(
          "MODEL must be a bundle's file, the digest of one in %s, or a run, was '%s': %s"
              .formatted(home.root(), name, none.getMessage()));
    }
    return run.result()
        .map(RunResult::bundle)
        .orElseThrow(
            () ->
                CommandFailure.usage(
                    "run %s has no bundle: `argand runs resume %s` makes it"
                        .formatted(run.root(), name)));
  }

  private static Optional<Path> file(String name) {
    try {
      return Optional.of(Path.of(name)).filter(Files::isRegularFile);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private Map<String, Path> byDigest(String name) throws IOException {
    Map<String, Path> named = new TreeMap<>();
    if (name.length() < SHORTEST_DIGEST) {
      return named;
    }
    for (RunSummary run : new RunCatalog(home.runs()).list()) {
      Optional<RunResult> made = new RunFolder(run.folder()).result();
      if (made.isPresent() && made.get().digest().startsWith(name)) {
        named.put(made.get().digest(), made.get().bundle());
      }
    }
    if (Files.isDirectory(home.bundles())) {
      FolderBundleStore store = new FolderBundleStore(home.bundles());
      for (String digest : store.digests()) {
        if (digest.startsWith(name)) {
          named.put(digest, store.fetch(digest));
        }
      }
    }
    return named;
  }
}
