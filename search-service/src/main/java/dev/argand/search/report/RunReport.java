package dev.argand.search.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.argand.network.Architecture;
import dev.argand.network.Genotype;
import dev.argand.network.bundle.ArchitectureSvg;
import dev.argand.network.bundle.DurableFile;
import dev.argand.search.run.RunCatalog;
import dev.argand.search.run.RunConfig;
import dev.argand.search.run.RunFolder;
import dev.argand.search.run.RunResult;
import dev.argand.search.run.RunSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run's report: one HTML file with everything in it, from the run's folder alone. It can be made
 * at any time; what is not there yet is left out.
 */
public final class RunReport {
  private static final List<String> MEASURES =
      List.of("gap", "maxAlpha", "parameterlessShare", "purity");

  private RunReport() {}

  /**
   * Writes a run's report into its folder.
   *
   * @throws IOException if the folder is no run's, or cannot be read or written
   */
  public static void write(RunFolder folder) throws IOException {
    DurableFile.write(folder.report(), html(folder).getBytes(StandardCharsets.UTF_8));
  }

  /** The report's text. */
  public static String html(RunFolder folder) throws IOException {
    RunSummary summary =
        RunCatalog.summary(folder)
            .orElseThrow(() -> new IOException(folder.root() + " is no run's folder"));
    Optional<RunResult> result = folder.result();
    Markup page = new Markup();
    page.add("<!DOCTYPE html>");
    page.add("<html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.add("<meta name=\"viewport\" content=\"width=device-width\">");
    page.add("<title>Run %s</title>", Markup.escaped(summary.config().runId()));
    page.add(style());
    page.add("</head><body><main>");
    header(page, summary, result.orElse(null));
    List<JsonNode> search = folder.log().epochs("search");
    List<JsonNode> retrain = folder.log().epochs("retrain");
    genotype(search, result).ifPresent(genes -> cells(page, genes));
    warnings(page, search, folder.resultDetails());
    learning(page, search, retrain);
    if (!search.isEmpty()) {
      SearchSection.add(page, search);
    }
    Optional<JsonNode> details = folder.resultDetails();
    if (details.isPresent()) {
      ConfusionSection.add(page, details.get());
    }
    cost(page, folder, search, retrain, result.orElse(null));
    tables(page, folder, summary.config());
    return page.add("</main></body></html>").toString();
  }

  static String style() throws IOException {
    try (var in = RunReport.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IOException("resource report.css was expected, is missing");
      }
      return "<style>\n" + new String(in.readAllBytes(), StandardCharsets.UTF_8) + "</style>";
    }
  }

  private static void header(Markup page, RunSummary summary, @Nullable RunResult result) {
    RunConfig config = summary.config();
    page.add("<h1>Run %s</h1>", Markup.escaped(config.runId()));
    page.add(
        "<p>%s on %s, profile %s, seed %d, begun %s</p>",
        Markup.escaped(summary.state().toString()),
        Markup.escaped(config.data()),
        Markup.escaped(config.profile()),
        config.seed(),
        config.startedAt().truncatedTo(ChronoUnit.SECONDS));
    if (!summary.message().isEmpty()) {
      page.add("<p class=\"warning\">%s</p>", Markup.escaped(summary.message()));
    }
    if (result != null) {
      page.add("<dl class=\"figures\">");
      figure(page, "held-out accuracy", "%.1f %%".formatted(100 * result.heldOutAccuracy()));
      figure(page, "parameters", String.format(Locale.ROOT, "%,d", result.parameters()));
      figure(page, "model", result.digest().substring(0, 12));
      page.add("</dl>");
    }
  }

  private static void figure(Markup page, String name, String value) {
    page.add("<div><dt>%s</dt><dd>%s</dd></div>", name, Markup.escaped(value));
  }

  /** What was found, else what the cells stood for at the last epoch, where that was logged. */
  private static Optional<String> genotype(List<JsonNode> search, Optional<RunResult> result) {
    if (result.isPresent()) {
      return Optional.of(result.get().genotype());
    }
    return search.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(search.get(search.size() - 1).path("genotype").textValue());
  }

  private static void cells(Markup page, String genotype) {
    if (!(Architecture.parse(genotype) instanceof Genotype genes)) {
      page.add("<h2>Architecture</h2><p>%s</p>", Markup.escaped(genotype));
      return;
    }
    byte[] svg = ArchitectureSvg.draw(genes).getBytes(StandardCharsets.UTF_8);
    page.add("<h2>Cells</h2>");
    // As a picture of its own: its style must not reach this page.
    page.add(
        "<img class=\"cells\" alt=\"%s\" src=\"data:image/svg+xml;base64,%s\">",
        Markup.escaped(genotype), Base64.getEncoder().encodeToString(svg));
    page.add("<p class=\"code\">%s</p>", Markup.escaped(genotype));
  }

  /** Each warning once: its last message, and from which epoch on it was said. */
  private static void warnings(Markup page, List<JsonNode> search, Optional<JsonNode> details) {
    Map<String, String> since = new TreeMap<>();
    Map<String, String> said = new TreeMap<>();
    for (JsonNode line : search) {
      for (JsonNode warning : line.path("warnings")) {
        since.putIfAbsent(name(warning), "from epoch " + line.path("epoch").asInt() + " on");
        said.put(name(warning), text(warning));
      }
    }
    if (details.isPresent()) {
      for (JsonNode warning : details.get().path("warnings")) {
        since.putIfAbsent(name(warning), "of the result");
        said.put(name(warning), text(warning));
      }
    }
    if (said.isEmpty()) {
      return;
    }
    page.add("<h2>Warnings</h2><ul>");
    said.forEach(
        (name, message) ->
            page.add(
                "<li><span class=\"warning\">%s</span>, %s</li>",
                Markup.escaped(message), since.getOrDefault(name, "")));
    page.add("</ul>");
  }

  private static String name(JsonNode warning) {
    return warning.isObject() ? warning.path("name").asText() : warning.asText().split(":", 2)[0];
  }

  private static String text(JsonNode warning) {
    return warning.isObject()
        ? warning.path("name").asText() + ": " + warning.path("message").asText()
        : warning.asText();
  }

  private static void learning(Markup page, List<JsonNode> search, List<JsonNode> retrain) {
    if (search.isEmpty() && retrain.isEmpty()) {
      return;
    }
    page.add("<h2>Learning</h2><div class=\"row\">");
    if (!search.isEmpty()) {
      chart(
          page,
          "Search: loss",
          List.of(
              Series.of(search, "weightLoss", "weights' half", 0),
              Series.of(search, "loss", "alphas' half", 1)));
      chart(
          page,
          "Search: accuracy",
          List.of(
              Series.of(search, "weightAccuracy", "weights' half", 0),
              Series.of(search, "accuracy", "alphas' half", 1)));
      List<Curve> measures = new ArrayList<>();
      for (String name : MEASURES) {
        Curve curve = Series.of(search, name, name, measures.size());
        if (curve.y().stream().anyMatch(Double::isFinite)) {
          measures.add(curve);
        }
      }
      if (!measures.isEmpty()) {
        page.add(LineChart.draw("Search: how decided the cells are", measures, 420, 220, 0, 1));
      }
    }
    if (!retrain.isEmpty()) {
      chart(page, "Retraining: loss", List.of(Series.of(retrain, "loss", "loss", 0)));
      chart(page, "Retraining: accuracy", List.of(Series.of(retrain, "accuracy", "accuracy", 0)));
    }
    page.add("</div>");
  }

  private static void chart(Markup page, String title, List<Curve> curves) {
    page.add(LineChart.draw(title, curves, 420, 220));
  }

  private static void cost(
      Markup page,
      RunFolder folder,
      List<JsonNode> search,
      List<JsonNode> retrain,
      @Nullable RunResult result)
      throws IOException {
    page.add("<h2>Cost</h2><table class=\"plain\">");
    row(page, "search", search.isEmpty() && result != null ? "none" : seconds(search));
    row(page, "retraining", seconds(retrain));
    long takes =
        folder.log().lines().stream()
            .filter(line -> line.path("event").asText().equals("take"))
            .count();
    row(page, "workers that had a part in it", String.valueOf(takes));
    if (result != null) {
      row(page, "parameters", String.format(Locale.ROOT, "%,d", result.parameters()));
      JsonNode multiplications =
          folder.resultDetails().map(said -> said.path("multiplications")).orElseThrow();
      if (multiplications.isNumber()) {
        row(
            page,
            "real multiplications of a window",
            String.format(Locale.ROOT, "%,.0f", multiplications.doubleValue()));
      }
      row(page, "bundle", String.format(Locale.ROOT, "%,d bytes", Files.size(result.bundle())));
    }
    page.add("</table>");
  }

  private static String seconds(List<JsonNode> epochs) {
    if (epochs.isEmpty()) {
      return "not begun";
    }
    JsonNode last = epochs.get(epochs.size() - 1);
    return String.format(
        Locale.ROOT,
        "%.1f s, %d epochs, %d steps",
        last.path("seconds").asDouble(),
        epochs.size(),
        last.path("step").asInt());
  }

  private static void tables(Markup page, RunFolder folder, RunConfig config) throws IOException {
    page.add("<h2>Configuration</h2><table class=\"plain\">");
    row(page, "data digest", config.dataDigest());
    row(page, "device", config.device() + ", spectra " + config.spectra());
    row(page, "program", config.program());
    config.values().forEach((name, value) -> row(page, name, value));
    page.add("</table><h2>Environment</h2><table class=\"plain\">");
    folder.environment().forEach((name, value) -> row(page, name, value));
    page.add("</table>");
  }

  private static void row(Markup page, String name, String value) {
    page.add("<tr><th>%s</th><td>%s</td></tr>", Markup.escaped(name), Markup.escaped(value));
  }
}
