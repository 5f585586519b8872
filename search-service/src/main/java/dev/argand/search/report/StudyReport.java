package dev.argand.search.report;

import dev.argand.network.bundle.DurableFile;
import dev.argand.search.study.ArmBootstrap.Interval;
import dev.argand.search.study.Study;
import dev.argand.search.study.StudyResult;
import dev.argand.search.study.StudyRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** A study's report: one HTML file with everything in it. */
public final class StudyReport {
  private static final int WIDTH = 760;
  private static final int LEFT = 210;
  private static final int RIGHT = 20;
  private static final int ROW = 26;
  private static final int TOP = 24;
  private static final int TICKS = 5;

  private StudyReport() {}

  /**
   * Writes a study's report into its folder.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(Study study, StudyResult result) throws IOException {
    Path file = study.root().resolve("report.html");
    DurableFile.write(file, html(study, result).getBytes(StandardCharsets.UTF_8));
  }

  /** The report's text. */
  static String html(Study study, StudyResult result) throws IOException {
    Markup page = new Markup();
    page.add("<!DOCTYPE html>");
    page.add("<html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.add("<meta name=\"viewport\" content=\"width=device-width\">");
    page.add("<title>Study %s</title>", Markup.escaped(study.plan().name()));
    page.add(RunReport.style());
    page.add("</head><body><main>");
    page.add("<h1>Study %s</h1>", Markup.escaped(study.plan().name()));
    page.add(
        "<p>%s, %d of %d runs done</p>",
        Markup.escaped(study.data()), result.runs().size(), result.planned());
    if (!result.arms().isEmpty()) {
      figures(page, result);
    }
    notes(page, result);
    runs(page, result);
    page.add("<h2>Settings</h2><table class=\"plain\">");
    row(page, "study", study.id());
    new TreeMap<>(study.plan().values()).forEach((key, value) -> row(page, key, value));
    study.plan().arms().forEach(arm -> row(page, arm.name(), arm.text()));
    return page.add("</table></main></body></html>").toString();
  }

  private static void figures(Markup page, StudyResult result) {
    page.add(
        "<h2>Arms</h2><p>Score: mean over labels of the share of the label's held-out clips that are"
            + " right, over an arm's runs. Bars: 95 %% intervals of a bootstrap over the %d groups of the"
            + " %d clips, paired, and over each arm's architectures and trainings.</p>",
        result.groups(), result.clips());
    List<String> names = new ArrayList<>();
    List<Interval> scores = new ArrayList<>();
    page.add(
        "<table class=\"plain\"><tr><th>arm</th><th>architectures</th><th>runs</th>"
            + "<th>parameters</th><th>score</th><th>95 %</th><th>between architectures</th></tr>");
    for (StudyResult.ArmResult arm : result.arms()) {
      names.add(arm.name());
      scores.add(arm.score());
      page.add(
          "<tr><td>%s</td><td>%d</td><td>%d</td><td>%s</td><td>%.3f</td><td>%.3f to %.3f</td>"
              + "<td>%s</td></tr>",
          Markup.escaped(arm.name()),
          arm.architectures(),
          arm.runs(),
          arm.parameters(),
          arm.score().value(),
          arm.score().low(),
          arm.score().high(),
          Double.isNaN(arm.deviation())
              ? "-"
              : String.format(Locale.ROOT, "\u00b1%.3f", arm.deviation()));
    }
    page.add("</table>");
    page.add(intervals("Scores", names, scores, false));
    if (result.pairs().isEmpty()) {
      return;
    }
    page.add(
        "<h2>Differences</h2><p>An interval that has 0 in it is a tie: nothing is shown to"
            + " differ.</p>");
    page.add(
        "<table class=\"plain\"><tr><th>arms</th><th>difference</th><th>95 %</th><th></th></tr>");
    List<String> pairs = new ArrayList<>();
    List<Interval> differences = new ArrayList<>();
    for (StudyResult.Pair pair : result.pairs()) {
      String name = pair.first() + " \u2212 " + pair.second();
      pairs.add(name);
      differences.add(pair.difference());
      page.add(
          "<tr><td>%s</td><td>%+.3f</td><td>%+.3f to %+.3f</td><td>%s</td></tr>",
          Markup.escaped(name),
          pair.difference().value(),
          pair.difference().low(),
          pair.difference().high(),
          Markup.escaped(pair.verdict()));
    }
    page.add("</table>");
    page.add(intervals("Differences", pairs, differences, true));
  }

  private static String intervals(
      String title, List<String> names, List<Interval> intervals, boolean aroundZero) {
    double low = intervals.stream().mapToDouble(Interval::low).min().orElse(0);
    double high = intervals.stream().mapToDouble(Interval::high).max().orElse(1);
    if (aroundZero) {
      low = Math.min(low, 0);
      high = Math.max(high, 0);
    }
    double room = Math.max(0.005, 0.05 * (high - low));
    double from = low - room;
    double scale = (WIDTH - LEFT - RIGHT) / (high + room - from);
    int height = TOP + ROW * names.size() + 8;
    Markup svg = new Markup();
    svg.add(
        "<svg class=\"chart\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\"><title>%s</title>",
        WIDTH, height, WIDTH, height, Markup.escaped(title));
    for (int t = 0; t <= TICKS; t++) {
      double value = from + (high + room - from) * t / TICKS;
      double x = LEFT + (value - from) * scale;
      svg.add(
          "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#8b949e\" stroke-width=\"0.5\"/>",
          x, x, TOP - 6, height - 4);
      svg.add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" font-size=\"11\" fill=\"currentColor\">%s</text>",
          x, TOP - 10, String.format(Locale.ROOT, aroundZero ? "%+.3f" : "%.3f", value));
    }
    if (aroundZero) {
      double x = LEFT - from * scale;
      svg.add(
          "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"currentColor\"/>",
          x, x, TOP - 6, height - 4);
    }
    for (int i = 0; i < names.size(); i++) {
      double y = TOP + ROW * i + ROW / 2.0;
      Interval interval = intervals.get(i);
      svg.add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" font-size=\"12\" fill=\"currentColor\">%s</text>",
          LEFT - 10, y + 4, Markup.escaped(names.get(i)));
      svg.add(
          "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#2a6fdb\" stroke-width=\"3\"/>",
          LEFT + (interval.low() - from) * scale, LEFT + (interval.high() - from) * scale, y, y);
      svg.add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"#2a6fdb\"/>",
          LEFT + (interval.value() - from) * scale, y);
    }
    return svg.add("</svg>").toString();
  }

  private static void notes(Markup page, StudyResult result) {
    if (result.notes().isEmpty()) {
      return;
    }
    page.add("<h2>To know before believing it</h2><ul>");
    result.notes().forEach(note -> page.add("<li>%s</li>", Markup.escaped(note)));
    page.add("</ul>");
  }

  private static void runs(Markup page, StudyResult result) {
    page.add(
        "<h2>Runs</h2><table class=\"plain\"><tr><th>arm</th><th>architecture</th><th>training</th>"
            + "<th>accuracy</th><th>parameters</th><th>searched, trained</th><th>run</th><th></th></tr>");
    for (StudyRun run : result.runs()) {
      String id = run.result().runId();
      page.add(
          "<tr><td>%s</td><td>%d</td><td>%d</td><td>%.3f</td><td>%,d</td><td>%.0f s, %.0f s</td>"
              + "<td><a href=\"runs/%s/report.html\">%s</a></td><td class=\"code\">%s</td></tr>",
          Markup.escaped(run.arm()),
          run.place().architecture() + 1,
          run.place().training() + 1,
          run.result().heldOutAccuracy(),
          run.result().parameters(),
          run.result().searchSeconds(),
          run.result().retrainSeconds(),
          Markup.escaped(id),
          Markup.escaped(id),
          Markup.escaped(run.result().genotype()));
    }
    page.add("</table>");
  }

  private static void row(Markup page, String name, String value) {
    page.add("<tr><th>%s</th><td>%s</td></tr>", Markup.escaped(name), Markup.escaped(value));
  }
}
