package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.runtime.Producers;
import dev.argand.search.model.ModelCollector;
import dev.argand.search.model.ModelCollector.Fate;
import dev.argand.search.model.ModelCollector.Keep;
import dev.argand.search.model.ModelDeskException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code argand models gc}. */
@Command(
    name = "gc",
    mixinStandardHelpOptions = true,
    header = {"Takes away bundles that nobody can want any more.", ""},
    description = {
      "Takes away bundles that nobody can want any more. A bundle stays if it has a",
      "name, if a rollback could go back to it, if an instance serves it, if it is",
      "among the newest, or if it is young. Without --delete it only shows what would",
      "become of each.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand models gc                         shows, and takes nothing",
      "  argand models gc --keep 10 --older-than 30 --delete --why 'disk is full'"
    })
final class CollectCommand implements Callable<Integer> {
  private static final int SHORT_DIGEST = 12;

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "5",
      description = "So many of the newest versions stay (default: 5).")
  private int newest;

  @Option(
      names = "--older-than",
      paramLabel = "DAYS",
      defaultValue = "7",
      description = "What was stored within so many days stays (default: 7).")
  private int days;

  @Option(names = "--delete", description = "Take away what may go.")
  private boolean delete;

  @Option(
      names = "--who",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who decides (default: ${DEFAULT-VALUE}).")
  private String who = "";

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      defaultValue = "collection",
      description = "The reason (default: collection).")
  private String why = "";

  @Mixin private StoreOption store = new StoreOption();
  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    Keep keep = keep();
    List<Fate> fates;
    String servers = kafka.require();
    try (ModelCollector collector =
        new ModelCollector(
            servers,
            kafka.topicPrefix(),
            store.create(kafka.home()),
            Producers.of(servers),
            Clock.systemUTC())) {
      fates = delete ? collector.collect(keep, who, why) : collector.plan(keep);
    } catch (ModelDeskException e) {
      throw DeskMoves.failure(e);
    }
    answer(fates);
    return 0;
  }

  private Keep keep() throws CommandFailure {
    if (newest < 1 || days < 0) {
      throw CommandFailure.usage(
          "--keep must be at least 1 and --older-than at least 0, were %d and %d"
              .formatted(newest, days));
    }
    return new Keep(newest, Duration.ofDays(days));
  }

  private void answer(List<Fate> fates) {
    String gone = delete ? "taken" : "would be taken";
    TextTable table = new TextTable(List.of("digest", "version", "MB", "stored", "fate"));
    for (Fate fate : fates) {
      table.add(
          List.of(
              fate.digest().substring(0, SHORT_DIGEST),
              fate.version() == 0 ? "-" : String.valueOf(fate.version()),
              String.format(Locale.ROOT, "%.1f", fate.bytes() / 1e6),
              fate.since().toString().substring(0, 10),
              fate.kept() == null ? gone : fate.kept()));
    }
    json.list(fates.stream().map(this::asMap).toList(), table, "The store has no bundles.");
  }

  private Map<String, Object> asMap(Fate fate) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("digest", fate.digest());
    said.put("version", fate.version());
    said.put("bytes", fate.bytes());
    said.put("since", fate.since().toString());
    said.put("taken", fate.kept() == null && delete);
    said.put("kept", fate.kept());
    return said;
  }
}
