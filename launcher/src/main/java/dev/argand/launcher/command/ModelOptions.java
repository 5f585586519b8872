package dev.argand.launcher.command;

import dev.argand.launcher.standalone.Brokers;
import dev.argand.launcher.standalone.Home;
import dev.argand.launcher.standalone.Running;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.network.LoadGate;
import dev.argand.network.Recognizer;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.search.model.ModelDesk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model answers: a file that is named, or the champion of the home. */
final class ModelOptions {
  @Mixin private HomeOption home = new HomeOption();

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "A model bundle (.argand). Default: the champion of the standalone that runs on the"
              + " home.")
  private @Nullable Path model;

  /** The model, past the load gate. */
  Recognizer load() throws CommandFailure, IOException, InterruptedException {
    return LoadGate.load(model != null ? model : champion());
  }

  private Path champion() throws CommandFailure, IOException, InterruptedException {
    Home folder = home.home();
    Optional<Running> running = folder.running();
    if (running.isEmpty()) {
      throw CommandFailure.usage(
          ("no model: give --model FILE, or start `argand standalone` on %s, whose champion is"
                  + " then used")
              .formatted(folder.root()));
    }
    Brokers.requireReachable(running.get().bootstrapServers());
    Optional<String> digest = champion(running.get().bootstrapServers());
    if (digest.isEmpty()) {
      throw CommandFailure.usage(
          "the standalone on %s has no champion yet: give --model FILE, or make one with `argand models publish` and `promote`"
              .formatted(folder.root()));
    }
    return new FolderBundleStore(folder.bundles()).fetch(digest.get());
  }

  private static Optional<String> champion(String bootstrapServers) {
    try (ModelDesk desk = new ModelDesk(bootstrapServers, "", Clock.systemUTC())) {
      return desk.standing().champion();
    }
  }
}
