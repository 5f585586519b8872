package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.Topic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code argand topics}. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    header = {"Creates or checks Kafka topics.", ""},
    description = {
      "Creates Argand's Kafka topics, or checks them. Partition counts are fixed at",
      "creation; a topic that exists with another count is refused, never changed.",
      "Whose clock the timestamps of audio.frames are (message.timestamp.type) is",
      "checked, and set by create.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand topics create --bootstrap-servers kafka:9092 --topic-prefix site1.",
      "  argand topics check --json"
    })
final class TopicsCommand extends CommandGroup {
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Creates the topics that are missing, and checks the others.",
      footer = {"", "Example:", "  argand topics create --bootstrap-servers kafka:9092"})
  int create(@Mixin KafkaOptions kafka) throws Exception {
    LogLevels.quiet();
    String bootstrapServers = kafka.require();
    List<String> changed;
    try (Admin admin = Admin.create(KafkaConfigs.admin(bootstrapServers, "argand-topics"))) {
      TopicAdmin.ensure(admin, kafka.topicPrefix(), Topic.values());
      changed = TopicAdmin.setTimestampTypes(admin, kafka.topicPrefix(), Topic.values());
    }
    Terminal terminal = Terminal.of(spec.commandLine(), false);
    changed.forEach(name -> terminal.line("%s: %s is set", name, Topic.TIMESTAMP_TYPE));
    terminal.line("%d topics are as they should be", Topic.values().length);
    return 0;
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Says which topics exist as they should; exit code 1 if one does not.",
      footer = {"", "Example:", "  argand topics check --json"})
  int check(@Mixin KafkaOptions kafka, @Mixin JsonOption json) throws Exception {
    LogLevels.quiet();
    String bootstrapServers = kafka.require();
    List<Map<String, Object>> rows = new ArrayList<>();
    boolean allRight = true;
    try (Admin admin = Admin.create(KafkaConfigs.admin(bootstrapServers, "argand-topics"))) {
      Set<String> existing = admin.listTopics().names().get();
      for (Topic topic : Topic.values()) {
        String name = topic.topicName(kafka.topicPrefix());
        OptionalInt found = partitions(admin, name, existing);
        Optional<String> clock =
            found.isPresent()
                ? TopicAdmin.wrongTimestampType(admin, topic, kafka.topicPrefix())
                : Optional.empty();
        allRight &= found.orElse(0) == topic.partitions() && clock.isEmpty();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("topic", name);
        row.put("expectedPartitions", topic.partitions());
        row.put("partitions", found.orElse(0));
        row.put("state", state(topic, found, clock));
        rows.add(row);
      }
    }
    print(rows, json);
    return allRight ? 0 : CommandFailure.FAILED;
  }

  private static void print(List<Map<String, Object>> rows, JsonOption json) {
    TextTable table = new TextTable(List.of("topic", "expected", "partitions", "state"));
    rows.forEach(row -> table.add(row.values().stream().map(String::valueOf).toList()));
    json.list(rows, table, "No topics.");
  }

  private static String state(Topic topic, OptionalInt found, Optional<String> clock) {
    if (found.isEmpty()) {
      return "missing";
    }
    if (found.getAsInt() != topic.partitions()) {
      return "wrong partition count";
    }
    return clock.map(wrong -> "wrong %s: %s".formatted(Topic.TIMESTAMP_TYPE, wrong)).orElse("ok");
  }

  private static OptionalInt partitions(Admin admin, String name, Set<String> existing)
      throws Exception {
    if (!existing.contains(name)) {
      return OptionalInt.empty();
    }
    TopicDescription description =
        admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
    return description == null
        ? OptionalInt.empty()
        : OptionalInt.of(description.partitions().size());
  }
}
