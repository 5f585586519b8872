package dev.argand.console.board;

import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The champion's last {@value #MOST} recognitions, and those that nobody has been told of yet. Not
 * thread-safe.
 */
public final class RecognitionBoard {
  static final int MOST = 120;

  /** More than this at once is more than an eye can follow; the newest are told. */
  static final int TOLD_AT_ONCE = 40;

  private static final int BEST = 4;

  /** Oldest first. */
  public record View(List<Heard> recent) {}

  /**
   * One recognised window.
   *
   * @param start of the window, milliseconds since 1970
   * @param end of the window
   * @param scores the best labels, the highest first
   */
  public record Heard(
      String id,
      String source,
      long start,
      long end,
      String label,
      double score,
      double threshold,
      boolean accepted,
      int version,
      long generation,
      List<Score> scores) {}

  /** A label's score, 0 to 1. */
  public record Score(String label, double score) {}

  private final Map<String, Recognition> recent = new LinkedHashMap<>();
  private final Deque<Recognition> untold = new ArrayDeque<>();

  /** Notes a recognition; one of a shadow route is not for the page. */
  public void recognised(Recognition recognition) {
    if (recognition.getRoute() != Route.CHAMPION) {
      return;
    }
    if (recent.put(recognition.getWindowId(), recognition) == null) {
      untold.add(recognition);
    }
    if (recent.size() > MOST) {
      recent.remove(recent.keySet().iterator().next());
    }
    if (untold.size() > TOLD_AT_ONCE) {
      untold.remove();
    }
  }

  /**
   * What came since the last call, oldest first and at most {@value #TOLD_AT_ONCE}.
   *
   * @param labels of a model by its digest, in the order of its scores; none if it is not known
   */
  public List<Heard> drain(Function<String, List<String>> labels) {
    List<Heard> drained = all(untold, labels);
    untold.clear();
    return drained;
  }

  /** The last recognitions; labels as in {@link #drain}. */
  public View view(Function<String, List<String>> labels) {
    return new View(all(recent.values(), labels));
  }

  private static List<Heard> all(
      Collection<Recognition> recognitions, Function<String, List<String>> labels) {
    return recognitions.stream()
        .map(recognition -> heard(recognition, labels.apply(recognition.getModelDigest())))
        .toList();
  }

  private static Heard heard(Recognition recognition, List<String> labels) {
    return new Heard(
        recognition.getWindowId(),
        recognition.getSourceId(),
        recognition.getStartTimeMicros() / 1_000,
        recognition.getEndTimeMicros() / 1_000,
        recognition.getLabel(),
        rounded(recognition.getScore()),
        rounded(recognition.getThreshold()),
        recognition.getAccepted(),
        recognition.getModelVersion(),
        recognition.getAliasGeneration(),
        best(recognition, labels));
  }

  private static List<Score> best(Recognition recognition, List<String> labels) {
    List<Float> scores = recognition.getScores();
    if (labels.size() != scores.size()) {
      return List.of(new Score(recognition.getLabel(), rounded(recognition.getScore())));
    }
    return IntStream.range(0, scores.size())
        .mapToObj(i -> new Score(labels.get(i), rounded(scores.get(i))))
        .sorted(Comparator.comparingDouble(Score::score).reversed())
        .limit(BEST)
        .toList();
  }

  private static double rounded(double score) {
    return Math.round(1_000 * score) / 1_000.0;
  }
}
