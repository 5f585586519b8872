package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.search.model.Comparison;
import dev.argand.search.model.ModelDesk;
import dev.argand.search.model.ModelDeskException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code argand models compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    header = {"Shows what a model says otherwise than another of the same windows.", ""},
    description = {
      "Shows of how many windows a shadow, or a challenger, says something else than",
      "the champion that hears them too, as a share with its 95 %% interval, and what",
      "each said how often. Windows of one source's minute are taken to hang together.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand models compare",
      "  argand models compare 2 --minutes 600 --json"
    })
final class CompareModelCommand implements Callable<Integer> {
  private static final int USUAL_MINUTES = 60;
  private static final int MOST_MINUTES = 24 * 60;
  private static final int PAIRS_SHOWN = 20;
  private static final int SHORT_DIGEST = 12;

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description =
          "Its version, its digest, or the digest's first eight letters or more (default: the"
              + " shadow, else the challenger).")
  private @Nullable String model;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "How far back, 1 to 1440 (default: 60).")
  private int minutes = USUAL_MINUTES;

  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws Exception {
    if (minutes < 1 || minutes > MOST_MINUTES) {
      throw CommandFailure.usage(
          "--minutes must be in [1, %d], was %d".formatted(MOST_MINUTES, minutes));
    }
    LogLevels.quiet();
    try (ModelDesk desk = DeskMoves.desk(kafka)) {
      Comparison comparison = desk.compare(model, Duration.ofMinutes(minutes));
      if (json.isWanted()) {
        json.answer(asMap(comparison), "");
      } else {
        show(comparison);
      }
    } catch (ModelDeskException e) {
      throw DeskMoves.failure(e);
    }
    return 0;
  }

  private static Map<String, Object> asMap(Comparison comparison) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("digest", comparison.digest());
    map.put("others", comparison.others());
    map.put("windows", comparison.windows());
    map.put("otherwise", comparison.otherwise());
    map.put("share", comparison.share());
    map.put("low", comparison.low());
    map.put("high", comparison.high());
    map.put("from", comparison.times().map(span -> span.from().toString()).orElse(null));
    map.put("until", comparison.times().map(span -> span.until().toString()).orElse(null));
    map.put("pairs", comparison.pairs());
    return map;
  }

  private void show(Comparison comparison) {
    Terminal terminal = json.answer();
    if (comparison.windows() == 0) {
      terminal.line(
          "No window of the last %d minutes was answered by %s and another model.",
          minutes, shorten(comparison.digest()));
      return;
    }
    terminal.line(
        "%s",
        String.format(
            Locale.ROOT,
            "%s says %d of %d windows otherwise than %s: %.1f %% (95 %%: %.1f to %.1f)",
            shorten(comparison.digest()),
            comparison.otherwise(),
            comparison.windows(),
            String.join(", ", comparison.others().stream().map(one -> shorten(one)).toList()),
            100 * comparison.share(),
            100 * comparison.low(),
            100 * comparison.high()));
    TextTable table = new TextTable(List.of("other", "model", "windows"));
    comparison.pairs().stream()
        .limit(PAIRS_SHOWN)
        .forEach(
            pair ->
                table.add(
                    List.of(
                        said(pair.other()), said(pair.model()), String.valueOf(pair.windows()))));
    table.lines().forEach(terminal::line);
  }

  private static String said(String label) {
    return label.equals(Comparison.NOTHING) ? "-" : label;
  }

  private static String shorten(String digest) {
    return digest.substring(0, Math.min(SHORT_DIGEST, digest.length()));
  }
}
