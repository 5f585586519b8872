package dev.argand.launcher.command;

import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.schemas.AliasFold;
import dev.argand.schemas.InstanceState;
import dev.argand.schemas.Rollout;
import dev.argand.schemas.Succession;
import dev.argand.schemas.avro.ModelDeployment;
import dev.argand.search.model.ModelDesk;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code argand models status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    header = {"Shows which models have which names, and what each instance serves.", ""},
    description = {
      "Shows which models have which names, and what each instance of recognition",
      "serves: the generation of the names that it has read, the one under which it",
      "serves, and why, where the two differ; and what is left out beside the",
      "champion, and why. An instance that has not spoken for 10 seconds is stale.",
      ""
    },
    footer = {"", "Example:", "  argand models status --json"})
final class ModelStatusCommand implements Callable<Integer> {
  private static final int SHORT_DIGEST = 12;

  @Mixin private KafkaOptions kafka = new KafkaOptions();
  @Mixin private JsonOption json = new JsonOption();

  /** What there is to say. */
  private record Status(
      long generation,
      Map<String, String> names,
      List<Rollout> rollouts,
      Optional<Succession> succession,
      List<Map<String, Object>> instances) {}

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    try (ModelDesk desk = DeskMoves.desk(kafka)) {
      // Read before the log: what comes between the two must not look like another log's.
      List<ModelDeployment> instances = desk.deployments();
      ModelDesk.Standing standing = desk.standing();
      Status status =
          new Status(
              standing.generation(),
              desk.aliases(),
              desk.rollouts(),
              desk.succession(),
              instances.stream().map(one -> instance(one, standing)).toList());
      if (json.isWanted()) {
        json.answer(asMap(status), "");
      } else {
        show(status);
      }
    }
    return 0;
  }

  private static Map<String, Object> asMap(Status status) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("generation", status.generation());
    said.put("names", status.names());
    said.put("rollouts", status.rollouts());
    status.succession().ifPresent(succession -> said.put("succession", asMap(succession)));
    said.put("instances", status.instances());
    return said;
  }

  private static Map<String, Object> asMap(Succession succession) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("digest", succession.digest());
    said.put("before", succession.before());
    said.put("sinceGeneration", succession.sinceGeneration());
    said.put("at", succession.at().toString());
    return said;
  }

  private static Map<String, Object> instance(ModelDeployment one, ModelDesk.Standing standing) {
    Instant at = Instant.EPOCH.plus(one.getAtMicros(), ChronoUnit.MICROS);
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("instance", one.getInstanceId());
    said.put(
        "state",
        InstanceState.of(one, standing.generation(), standing.champion(), Instant.now()).text());
    said.put("generation", one.getGeneration());
    said.put("servedGeneration", one.getServedGeneration());
    said.put("version", one.getChampionVersion());
    said.put("digest", one.getChampionDigest());
    said.put("failure", one.getFailure());
    said.put("beside", one.getBeside());
    said.put("at", at.toString());
    return said;
  }

  private void show(Status status) {
    Terminal terminal = json.answer();
    terminal.line("generation %d", status.generation());
    TextTable table = new TextTable(List.of("name", "digest", "sources"));
    status
        .names()
        .forEach((name, digest) -> table.add(List.of(name, shorten(digest), part(name, status))));
    table.lines().forEach(terminal::line);
    TextTable serving =
        new TextTable(
            List.of(
                "instance", "state", "version", "digest", "read", "serves", "failure", "beside"));
    for (Map<String, Object> one : status.instances()) {
      List<String> cells = new ArrayList<>();
      for (String name :
          List.of("instance", "state", "version", "digest", "generation", "servedGeneration")) {
        String text = String.valueOf(one.get(name));
        cells.add(name.equals("digest") ? shorten(text) : text);
      }
      cells.add(String.valueOf(one.get("failure")));
      cells.add(String.valueOf(one.get("beside")));
      serving.add(cells);
    }
    terminal.line("");
    if (status.instances().isEmpty()) {
      terminal.line("No instance of recognition has spoken.");
    } else {
      serving.lines().forEach(terminal::line);
    }
  }

  private static String part(String name, Status status) {
    if (name.equals(AliasFold.CHAMPION)) {
      return status.succession().map(one -> "not tried, since " + one.at()).orElse("");
    }
    return status.rollouts().stream()
        .filter(rollout -> rollout.alias().equals(name))
        .map(rollout -> rollout.percent() + " %")
        .findFirst()
        .orElse("");
  }

  private static String shorten(String digest) {
    return digest.substring(0, Math.min(SHORT_DIGEST, digest.length()));
  }
}
