package dev.argand.launcher.command;

import dev.argand.launcher.standalone.Home;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.network.LoadGate;
import dev.argand.network.Recognizer;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.search.model.ModelDesk;
import dev.argand.search.model.ModelDeskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;

/**
 * A model that a person names, loaded.
 *
 * @param name as it was named
 * @param version 0 where it was never announced
 */
record ReplayModel(String name, int version, Recognizer recognizer) implements AutoCloseable {
  /** Stands for the model that serves. */
  static final String CHAMPION = "champion";

  /**
   * The model of a name: a bundle's file, {@code champion}, a version or a digest that Kafka
   * announces, or what {@link StoredModels} knows.
   *
   * @param bundles the store from which an announced model is fetched
   */
  static ReplayModel load(
      String name, Home home, Path bundles, String bootstrapServers, String topicPrefix)
      throws CommandFailure, IOException {
    if (isFile(name)) {
      return new ReplayModel(name, 0, LoadGate.load(Path.of(name)));
    }
    ModelAnnouncement announced;
    try (ModelDesk desk = new ModelDesk(bootstrapServers, topicPrefix, Clock.systemUTC())) {
      announced = desk.resolve(name.equals(CHAMPION) ? champion(desk) : name);
    } catch (ModelDeskException unknown) {
      if (name.equals(CHAMPION)) {
        throw CommandFailure.usage(String.valueOf(unknown.getMessage()));
      }
      return new ReplayModel(name, 0, LoadGate.load(new StoredModels(home).find(name)));
    }
    Path file = new FolderBundleStore(bundles).fetch(announced.getDigest());
    return new ReplayModel(name, announced.getVersion(), LoadGate.load(file));
  }

  private static String champion(ModelDesk desk) throws CommandFailure {
    return desk.standing()
        .champion()
        .orElseThrow(
            () -> CommandFailure.usage("no model is champion: give --model VERSION or FILE"));
  }

  private static boolean isFile(String name) {
    try {
      return Files.isRegularFile(Path.of(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  @Override
  public void close() {
    recognizer.close();
  }
}
