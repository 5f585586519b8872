package dev.argand.launcher.command;

import dev.argand.launcher.standalone.Brokers;
import dev.argand.launcher.standalone.Home;
import dev.argand.launcher.standalone.Running;
import dev.argand.launcher.terminal.CommandFailure;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which Kafka a command talks to: one that is named, or that of the home's standalone. */
final class KafkaOptions {
  @Mixin private HomeOption home = new HomeOption();

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT,...",
      description =
          "Kafka's addresses (default: $ARGAND_BOOTSTRAP_SERVERS, else the standalone that runs"
              + " on the home).")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--topic-prefix",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What the topics' names begin with (default: nothing).")
  private String topicPrefix = "";

  Home home() throws CommandFailure {
    return home.home();
  }

  String topicPrefix() {
    return topicPrefix;
  }

  /** An address that was named, or that of the running standalone. */
  Optional<String> find() throws CommandFailure, IOException {
    if (bootstrapServers != null) {
      return Optional.of(bootstrapServers);
    }
    String named = System.getenv().getOrDefault("ARGAND_BOOTSTRAP_SERVERS", "");
    return named.isBlank() ? home().running().map(Running::bootstrapServers) : Optional.of(named);
  }

  /** A Kafka that answers. */
  String require() throws CommandFailure, IOException, InterruptedException {
    Optional<String> found = find();
    if (found.isEmpty()) {
      throw CommandFailure.usage(
          "no Kafka is named and no standalone runs on %s; give --bootstrap-servers, or start"
                  .formatted(home().root())
              + " `argand standalone`");
    }
    Brokers.requireReachable(found.get());
    return found.get();
  }
}
