package dev.argand.launcher.command;

import dev.argand.launcher.standalone.Brokers;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.network.bundle.Bundle;
import dev.argand.search.model.ModelDesk;
import dev.argand.search.model.ModelDeskException;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/** A model as a person names it: by the number that was announced, or as {@link StoredModels}. */
final class NamedModel {
  private NamedModel() {}

  /**
   * The bundle of a name, verified.
   *
   * @throws CommandFailure if there is none, or a number is given and no Kafka knows numbers
   */
  static Bundle read(KafkaOptions kafka, String name)
      throws CommandFailure, IOException, InterruptedException {
    return Bundle.read(new StoredModels(kafka.home()).find(stored(kafka, name)));
  }

  private static String stored(KafkaOptions kafka, String name)
      throws CommandFailure, IOException, InterruptedException {
    if (!name.matches("[1-9][0-9]{0,6}")) {
      return name;
    }
    Optional<String> servers = kafka.find();
    if (servers.isEmpty()) {
      throw CommandFailure.usage(
          "MODEL %s is a version, which only Kafka knows: give --bootstrap-servers, or start"
                  .formatted(name)
              + " `argand standalone`; a digest or a file needs neither");
    }
    Brokers.requireReachable(servers.get());
    try (ModelDesk desk = new ModelDesk(servers.get(), kafka.topicPrefix(), Clock.systemUTC())) {
      return desk.resolve(name).getDigest();
    } catch (ModelDeskException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }
}
