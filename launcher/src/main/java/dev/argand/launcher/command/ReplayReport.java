package dev.argand.launcher.command;

import dev.argand.launcher.replay.Comparison;
import dev.argand.launcher.replay.WindowPair;
import dev.argand.launcher.terminal.JsonLine;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.schemas.avro.Recognition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Prints a replay while it goes on: for people, or a JSON object a line. */
final class ReplayReport {
  private static final int SHORT_DIGEST = 12;

  private final Terminal terminal;
  private final boolean json;
  private final boolean all;
  private long windows;
  private long accepted;

  ReplayReport(CommandLine command, boolean json, boolean all) {
    this.terminal = Terminal.of(command, false);
    this.json = json;
    this.all = all;
  }

  void begin(List<ReplayModel> models) {
    if (!json) {
      models.forEach(
          model ->
              terminal.line(
                  "Heard by %s (%s%s)",
                  model.name(),
                  model.version() > 0 ? "version " + model.version() + ", " : "",
                  model.recognizer().digest().substring(0, SHORT_DIGEST)));
    }
  }

  void window(Recognition window) {
    windows++;
    accepted += window.getAccepted() ? 1 : 0;
    if (json) {
      terminal.line(JsonLine.of(asMap(window)));
    } else if (all || window.getAccepted()) {
      terminal.line(
          "  %s  %-16s %-20s %.3f  %s%s",
          time(window),
          window.getSourceId(),
          window.getLabel(),
          window.getScore(),
          words(window.getDecision()),
          flags(window));
    }
  }

  void pair(WindowPair pair) {
    if (!all && pair.agrees()) {
      return;
    }
    if (json) {
      Map<String, Object> map = new LinkedHashMap<>(place(pair.any()));
      map.put("agrees", pair.agrees());
      map.put("first", side(pair.first()));
      map.put("second", side(pair.second()));
      terminal.line(JsonLine.of(map));
    } else {
      terminal.line(
          "  %s  %-16s %-28s %s",
          time(pair.any()), pair.any().getSourceId(), text(pair.first()), text(pair.second()));
    }
  }

  void end(long records, long poisoned) {
    if (json) {
      Map<String, Object> summary = new LinkedHashMap<>();
      summary.put("frames", records);
      summary.put("poisoned", poisoned);
      summary.put("windows", windows);
      summary.put("accepted", accepted);
      terminal.line(JsonLine.of(Map.of("summary", summary)));
    } else {
      terminal.line(
          "  %d windows, %d of them accepted; %d records read, %d of them no usable frames",
          windows, accepted, records, poisoned);
    }
  }

  void end(long records, long poisoned, Comparison comparison) {
    if (json) {
      Map<String, Object> summary = new LinkedHashMap<>();
      summary.put("frames", records);
      summary.put("poisoned", poisoned);
      summary.put("windows", comparison.windows());
      summary.put("same", comparison.same());
      summary.put("onlyFirst", comparison.onlyFirst());
      summary.put("onlySecond", comparison.onlySecond());
      summary.put("worstScoreDifference", comparison.worstDifference());
      summary.put("worstLabel", comparison.worstLabel());
      summary.put("changes", comparison.changes());
      terminal.line(JsonLine.of(Map.of("summary", summary)));
      return;
    }
    terminal.line(
        "  %d windows: %d say the same, %d differ; %d only by the first, %d only by the second",
        comparison.windows(),
        comparison.same(),
        comparison.windows() - comparison.same(),
        comparison.onlyFirst(),
        comparison.onlySecond());
    if (!comparison.worstLabel().isEmpty()) {
      terminal.line(
          "  scores differ by at most %.6f (%s)",
          comparison.worstDifference(), comparison.worstLabel());
    }
    if (!comparison.changes().isEmpty()) {
      TextTable table = new TextTable(List.of("first says", "second says", "windows"));
      comparison
          .changes()
          .forEach(
              (first, seconds) ->
                  seconds.forEach(
                      (second, count) -> table.add(List.of(first, second, count.toString()))));
      table.lines().forEach(terminal::line);
    }
  }

  private static Map<String, Object> place(Recognition window) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("source", window.getSourceId());
    map.put("session", window.getSessionId());
    map.put("start", instant(window.getStartTimeMicros()).toString());
    map.put("end", instant(window.getEndTimeMicros()).toString());
    map.put("firstSample", window.getFirstSampleIndex());
    map.put("samples", window.getSampleCount());
    return map;
  }

  private static Map<String, Object> asMap(Recognition window) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("windowId", window.getWindowId());
    map.putAll(place(window));
    map.putAll(said(window));
    map.put("scores", window.getScores());
    map.put("levelDbfs", window.getLevelDbfs());
    map.put("quality", window.getQuality().stream().map(ReplayReport::words).toList());
    return map;
  }

  private static @Nullable Map<String, Object> side(@Nullable Recognition window) {
    return window == null ? null : said(window);
  }

  private static Map<String, Object> said(Recognition window) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("label", window.getLabel());
    map.put("score", window.getScore());
    map.put("threshold", window.getThreshold());
    map.put("accepted", window.getAccepted());
    map.put("decision", words(window.getDecision()));
    return map;
  }

  private static String text(@Nullable Recognition window) {
    if (window == null) {
      return "no window";
    }
    String label = window.getLabel();
    String said = window.getAccepted() ? label : WindowPair.NOTHING + " (" + label + ")";
    return String.format(Locale.ROOT, "%s %.3f", said, window.getScore());
  }

  private static String flags(Recognition window) {
    return window.getQuality().isEmpty()
        ? ""
        : "  " + window.getQuality().stream().map(ReplayReport::words).toList();
  }

  private static String time(Recognition window) {
    Instant start = instant(window.getStartTimeMicros()).truncatedTo(ChronoUnit.MILLIS);
    return String.format(Locale.ROOT, "%-24s", start);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
