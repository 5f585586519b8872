package dev.argand.launcher.command;

import dev.argand.launcher.standalone.Brokers;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.network.bundle.Manifest;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.search.model.AliasChange;
import dev.argand.search.model.LabelMap;
import dev.argand.search.model.ModelDesk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code argand models}. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    subcommands = {
      ShowModelCommand.class,
      DiffModelsCommand.class,
      VerifyModelCommand.class,
      PublishCommand.class,
      ModelStatusCommand.class,
      CanaryCommand.class,
      ShadowCommand.class,
      CompareModelCommand.class,
      AliasCommand.class,
      CollectCommand.class,
      ExportOnnxCommand.class
    },
    header = {"Shows the models that there are, and decides which one serves.", ""},
    description = {
      "Shows the models that there are, and decides which one serves: the champion.",
      "Every change of champion is kept, with who made it and why.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand models list",
      "  argand models diff 1 2",
      "  argand models verify run1/3f2a.argand",
      "  argand models canary 2 --percent 10 --why 'a week of rain'",
      "  argand models compare --minutes 600",
      "  argand models promote 2 --why 'hears the new siren'",
      "  argand models rollback --why 'false alarms at night'",
      "  argand models history --json",
      "  argand models export-onnx 3f2a77c0 --to model.onnx"
    })
final class ModelsCommand extends CommandGroup {
  private static final int SHORT_DIGEST = 12;

  /**
   * A model, for people and programs.
   *
   * @param version 0 where it was never announced
   */
  record Model(
      int version,
      String digest,
      boolean champion,
      String field,
      long parameters,
      double heldOutAccuracy,
      List<String> labels,
      String genotype) {}

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      header = {"Lists the models, the champion marked.", ""},
      description = {
        "Lists the announced models with the champion marked, from a Kafka that is named",
        "or the home's standalone; where neither runs, the bundles in the home's store.",
        ""
      },
      footer = {"", "Example:", "  argand models list --home /data/argand --json"})
  int list(@Mixin KafkaOptions kafka, @Mixin JsonOption json) throws Exception {
    LogLevels.quiet();
    Optional<String> bootstrapServers = kafka.find();
    List<Model> models;
    if (bootstrapServers.isPresent()) {
      Brokers.requireReachable(bootstrapServers.get());
      models = announced(bootstrapServers.get(), kafka.topicPrefix());
    } else {
      models = stored(kafka.home().bundles());
    }
    json.list(
        models,
        table(models),
        "No models yet: `argand search` makes one, `argand models publish` announces it.");
    return 0;
  }

  @Command(
      name = "promote",
      mixinStandardHelpOptions = true,
      description = {"Makes an announced model the champion.", ""},
      footer = {"", "Example:", "  argand models promote 2 --why 'hears the new siren'"})
  int promote(
      @Mixin KafkaOptions kafka,
      @Parameters(
              paramLabel = "MODEL",
              description = "Its version, its digest, or the digest's first eight letters or more.")
          String model,
      @Mixin LabelMapOptions labels,
      @Mixin ReasonOptions reason,
      @Mixin JsonOption json)
      throws Exception {
    LabelMap map = labels.map();
    return DeskMoves.make(
        kafka, json, desk -> desk.promote(model, map, reason.who(), reason.why()));
  }

  @Command(
      name = "rollback",
      mixinStandardHelpOptions = true,
      header = {"Takes the challenger back, or the champion.", ""},
      description = {
        "Takes the challenger back, if one is tried; else goes back to the champion",
        "before the present one.",
        ""
      },
      footer = {"", "Example:", "  argand models rollback --why 'false alarms at night'"})
  int rollback(@Mixin KafkaOptions kafka, @Mixin ReasonOptions reason, @Mixin JsonOption json)
      throws Exception {
    return DeskMoves.make(kafka, json, desk -> desk.rollback(reason.who(), reason.why()));
  }

  @Command(
      name = "history",
      mixinStandardHelpOptions = true,
      description = {"Lists what was champion, since when, by whose word and why.", ""},
      footer = {"", "Examples:", "  argand models history --json", "  argand models history --all"})
  int history(
      @Mixin KafkaOptions kafka,
      @Option(
              names = "--all",
              description = "What had any name: challenger, shadow, and those of one's own.")
          boolean all,
      @Mixin JsonOption json)
      throws Exception {
    LogLevels.quiet();
    List<AliasChange> changes;
    try (ModelDesk desk = DeskMoves.desk(kafka)) {
      changes = all ? desk.fullHistory() : desk.history();
    }
    TextTable table =
        new TextTable(List.of("generation", "at (UTC)", "name", "version", "who", "why"));
    changes.forEach(
        change ->
            table.add(
                List.of(
                    change.voided() ? "void" : String.valueOf(change.generation()),
                    TextTable.time(change.at()),
                    change.alias(),
                    DeskMoves.version(change),
                    change.who(),
                    change.why())));
    json.list(
        changes.stream().map(DeskMoves::asMap).toList(), table, "No model was ever promoted.");
    return 0;
  }

  private static List<Model> announced(String bootstrapServers, String topicPrefix) {
    List<Model> models = new ArrayList<>();
    try (ModelDesk desk = new ModelDesk(bootstrapServers, topicPrefix, Clock.systemUTC())) {
      Optional<String> champion = desk.standing().champion();
      for (ModelAnnouncement model : desk.models()) {
        models.add(
            new Model(
                model.getVersion(),
                model.getDigest(),
                champion.filter(model.getDigest()::equals).isPresent(),
                model.getField(),
                model.getParameters(),
                model.getHeldOutAccuracy(),
                List.copyOf(model.getLabels()),
                model.getGenotype()));
      }
    }
    return models;
  }

  private static List<Model> stored(Path bundles) throws IOException {
    if (!Files.isDirectory(bundles)) {
      return List.of();
    }
    FolderBundleStore store = new FolderBundleStore(bundles);
    List<Model> models = new ArrayList<>();
    for (String digest : store.digests()) {
      Manifest manifest = Bundle.read(store.fetch(digest)).manifest();
      models.add(
          new Model(
              0,
              digest,
              false,
              manifest.network().field().toString(),
              manifest.parameters(),
              manifest.metrics().getOrDefault("heldOutAccuracy", Double.NaN),
              manifest.labels(),
              manifest.network().architecture().toString()));
    }
    return models;
  }

  private static TextTable table(List<Model> models) {
    TextTable table =
        new TextTable(
            List.of("version", "digest", "", "field", "parameters", "held-out", "labels"));
    for (Model model : models) {
      table.add(
          List.of(
              model.version() == 0 ? "-" : String.valueOf(model.version()),
              model.digest().substring(0, SHORT_DIGEST),
              model.champion() ? "champion" : "",
              model.field(),
              String.format(Locale.ROOT, "%,d", model.parameters()),
              String.format(Locale.ROOT, "%.3f", model.heldOutAccuracy()),
              String.valueOf(model.labels().size())));
    }
    return table;
  }
}
