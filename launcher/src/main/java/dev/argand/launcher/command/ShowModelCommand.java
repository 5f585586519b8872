package dev.argand.launcher.command;

import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.Manifest;
import dev.argand.network.bundle.Provenance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code argand models show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    header = {"Shows what a model is and where it comes from.", ""},
    description = {
      "Shows what a model is and where it comes from, as its bundle says: labels and",
      "thresholds, front end, network, figures, and what is needed to train it again.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand models show 2                     a version, where Kafka runs",
      "  argand models show 3f2a77c0 --json"
    })
final class ShowModelCommand implements Callable<Integer> {
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(
      paramLabel = "MODEL",
      description =
          "Its version; a bundle's file; the digest of one in the home, or its first eight letters"
              + " or more; or a run.")
  private String model = "";

  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    Bundle bundle = NamedModel.read(kafka, model);
    Map<String, Object> facts = facts(bundle);
    if (json.isWanted()) {
      facts.put("thresholds", bundle.manifest().thresholds());
      json.answer(facts, "");
      return 0;
    }
    Terminal terminal = json.answer();
    facts.forEach((name, value) -> terminal.line("%-18s %s", name, value));
    TextTable table = new TextTable(List.of("label", "threshold"));
    Manifest manifest = bundle.manifest();
    for (int i = 0; i < manifest.labels().size(); i++) {
      table.add(List.of(manifest.labels().get(i), manifest.thresholds().get(i).toString()));
    }
    table.lines().forEach(terminal::line);
    return 0;
  }

  private static Map<String, Object> facts(Bundle bundle) {
    Manifest manifest = bundle.manifest();
    Provenance from = manifest.provenance();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("digest", bundle.digest());
    facts.put("file", bundle.file().toString());
    facts.put("formatVersion", manifest.formatVersion());
    facts.put("labels", manifest.labels());
    facts.put("background", manifest.backgroundLabel());
    facts.put("field", manifest.network().field().toString());
    facts.put("genotype", manifest.network().architecture().toString());
    facts.put("parameters", manifest.parameters());
    facts.put("sampleRateHz", manifest.frontEnd().sampleRateHz());
    facts.put("windowSamples", manifest.frontEnd().windowSamples());
    facts.put("hopSamples", manifest.frontEnd().hopSamples());
    facts.put("frontEndDigest", manifest.frontEnd().digest());
    facts.put("metrics", manifest.metrics());
    facts.put("run", from.runId());
    facts.put("method", from.method());
    facts.put("profile", from.profile());
    facts.put("seed", from.seed());
    facts.put("dataSet", from.dataSet());
    facts.put("dataDigest", from.dataDigest());
    facts.put("parent", from.parentDigest() == null ? "none" : from.parentDigest());
    facts.put("commit", from.commit());
    facts.put("createdAt", from.createdAt().toString());
    facts.put("environment", from.environment());
    facts.put("goldenTolerance", manifest.goldenTolerance());
    return facts;
  }
}
