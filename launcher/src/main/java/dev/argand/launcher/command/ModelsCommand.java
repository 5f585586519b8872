package dev.argand.launcher.command;

import dev.argand.launcher.standalone.Brokers;
import dev.argand.launcher.standalone.ModelLog;
import dev.argand.launcher.terminal.JsonLine;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.network.bundle.Manifest;
import dev.argand.schemas.avro.ModelAnnouncement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code argand models}. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    header = {"Shows the models that there are.", ""},
    description = {"`argand models list` lists them.", ""},
    footer = {"", "Examples:", "  argand models list", "  argand models list --json"})
final class ModelsCommand implements Runnable {
  private static final int SHORT_DIGEST = 12;

  @Spec private CommandSpec spec = CommandSpec.create();

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

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list was expected");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "Lists the announced models with the champion marked, from a Kafka that is named or the",
        "home's standalone; where neither runs, the bundles in the home's store.",
        ""
      },
      footer = {"", "Example:", "  argand models list --home /data/argand --json"})
  int list(
      @Mixin KafkaOptions kafka,
      @Option(names = "--json", description = "Print one JSON array.") boolean json)
      throws Exception {
    LogLevels.quiet();
    Optional<String> bootstrapServers = kafka.find();
    List<Model> models;
    if (bootstrapServers.isPresent()) {
      Brokers.requireReachable(bootstrapServers.get());
      models = announced(ModelLog.read(bootstrapServers.get(), kafka.topicPrefix()));
    } else {
      models = stored(kafka.home().bundles());
    }
    Terminal terminal = Terminal.of(spec.commandLine(), false);
    if (json) {
      terminal.line(JsonLine.of(models));
    } else if (models.isEmpty()) {
      terminal.line("No models yet: `argand search` makes one.");
    } else {
      print(models, terminal);
    }
    return 0;
  }

  private static List<Model> announced(ModelLog log) {
    List<Model> models = new ArrayList<>();
    for (ModelAnnouncement model : log.models()) {
      models.add(
          new Model(
              model.getVersion(),
              model.getDigest(),
              log.champion().filter(model.getDigest()::equals).isPresent(),
              model.getField(),
              model.getParameters(),
              model.getHeldOutAccuracy(),
              List.copyOf(model.getLabels()),
              model.getGenotype()));
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
              manifest.network().genotype().toString()));
    }
    return models;
  }

  private static void print(List<Model> models, Terminal terminal) {
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
    table.lines().forEach(terminal::line);
  }
}
