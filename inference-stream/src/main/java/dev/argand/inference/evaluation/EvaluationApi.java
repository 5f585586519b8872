package dev.argand.inference.evaluation;

import io.javalin.Javalin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Accuracy over HTTP, with its intervals.
 *
 * <p>{@code GET /api/accuracy}: {@code {"versions":[{version, digest, n, accuracy, low, high,
 * recent:{n, accuracy, low, high}, labels:[{label, n, recall, low, high}], sources:[{source, n,
 * accuracy, low, high}], confusion:{meant:{said:count}}}]}}, the newest version first. Shares are 0
 * to 1, {@code low} and {@code high} the ends of {@link Share}'s 95 % interval.
 */
public final class EvaluationApi {
  private EvaluationApi() {}

  /** Adds the route. */
  public static void register(Javalin server, AccuracyTable table) {
    server.get("/api/accuracy", context -> context.json(view(table.snapshot())));
  }

  record Accuracies(List<Version> versions) {}

  record Version(
      int version,
      String digest,
      long n,
      double accuracy,
      double low,
      double high,
      Recent recent,
      List<Label> labels,
      List<Source> sources,
      Map<String, Map<String, Long>> confusion) {}

  record Recent(long n, double accuracy, double low, double high) {}

  record Label(String label, long n, double recall, double low, double high) {}

  record Source(String source, long n, double accuracy, double low, double high) {}

  private static Accuracies view(List<VersionAccuracy> versions) {
    return new Accuracies(versions.stream().map(EvaluationApi::view).toList());
  }

  private static Version view(VersionAccuracy of) {
    List<Label> labels = new ArrayList<>();
    of.labels().forEach((l, s) -> labels.add(new Label(l, s.n(), s.accuracy(), s.low(), s.high())));
    List<Source> sources = new ArrayList<>();
    of.sources()
        .forEach((n, s) -> sources.add(new Source(n, s.n(), s.accuracy(), s.low(), s.high())));
    Share all = of.all();
    Share recent = of.recent();
    return new Version(
        of.version(),
        of.digest(),
        all.n(),
        all.accuracy(),
        all.low(),
        all.high(),
        new Recent(recent.n(), recent.accuracy(), recent.low(), recent.high()),
        labels,
        sources,
        of.confusion());
  }
}
