package dev.argand.inference.evaluation;

import dev.argand.schemas.avro.Evaluation;
import dev.argand.schemas.avro.Label;
import dev.argand.schemas.avro.Recognition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a window should have been, by the labels of its source: a pure function of all of them, in
 * whatever order they came.
 *
 * <ol>
 *   <li>Labels that name the window decide: the newest of them.
 *   <li>Else intervals. Those of one label that overlap or meet count as one. An interval of an
 *       event touches the window when more than 5 % of the shorter of the two is in both. When one
 *       label alone touches, with an interval that has at least 80 % of the shorter in both, it is
 *       that label. When two labels touch, or the one has less than 80 %, the window is not judged.
 *   <li>Else, where no event touches, it is background if intervals of {@link #BACKGROUND} that
 *       count as one cover at least 95 % of the window.
 *   <li>Else it is not judged.
 * </ol>
 *
 * <p>Only intervals that have something in common with the window count. An interval with samples
 * is taken in samples of its session, any other in UTC; both become exact whole numbers, so nothing
 * is rounded. Of the deciding label's intervals the newest gives its name.
 */
public final class Judgement {
  /** The label of nothing of interest. */
  public static final String BACKGROUND = "background";

  private Judgement() {}

  /**
   * A recognition beside what it should have been, if that is known.
   *
   * @param labels the newest of each labelId; those of other sources or other windows, and those
   *     that are withdrawn or make no sense, count for nothing
   * @return nothing for a window that is not judged, and for any that is not the champion's
   */
  public static Optional<Evaluation> evaluate(Recognition recognition, Collection<Label> labels) {
    if (!RecordReader.judged(recognition)) {
      return Optional.empty();
    }
    HeardWindow window = HeardWindow.of(recognition, 0);
    List<GivenLabel> given = new ArrayList<>();
    for (Label label : labels) {
      if (label.getLabel() != null && RecordReader.misfit(label) == null) {
        given.add(RecordReader.given(label, label.getLabel(), 0));
      }
    }
    return Optional.ofNullable(window.evaluation(of(window, given).orElse(null)));
  }

  /** The verdict on a window. */
  static Optional<Verdict> of(HeardWindow window, Collection<GivenLabel> labels) {
    Optional<GivenLabel> naming =
        labels.stream()
            .filter(label -> label.sourceId().equals(window.sourceId()))
            .filter(
                label ->
                    label.extent() instanceof Extent.OneWindow one
                        && one.windowId().equals(window.windowId()))
            .max(GivenLabel.BY_AGE);
    return naming.isPresent() ? naming.map(Verdict::of) : byIntervals(window, labels);
  }

  private static Optional<Verdict> byIntervals(HeardWindow window, Collection<GivenLabel> labels) {
    WindowScale scale = new WindowScale(window);
    Map<String, List<Span>> spans = new TreeMap<>();
    for (GivenLabel label : labels) {
      Span span = scale.span(label);
      if (span != null) {
        spans.computeIfAbsent(label.label(), name -> new ArrayList<>()).add(span);
      }
    }
    spans.replaceAll((label, all) -> merged(all));
    List<Span> background = spans.remove(BACKGROUND);
    spans.values().removeIf(all -> all.stream().noneMatch(scale::touches));
    if (spans.isEmpty()) {
      return background == null ? Optional.empty() : newest(background, scale::covers);
    }
    return spans.size() > 1
        ? Optional.empty()
        : newest(spans.values().iterator().next(), scale::decides);
  }

  private static Optional<Verdict> newest(List<Span> spans, Predicate<Span> counts) {
    return spans.stream().filter(counts).map(Span::newest).max(GivenLabel.BY_AGE).map(Verdict::of);
  }

  /** Spans that overlap or meet become one. */
  private static List<Span> merged(List<Span> spans) {
    List<Span> sorted = new ArrayList<>(spans);
    sorted.sort(Comparator.comparingLong(Span::start));
    List<Span> merged = new ArrayList<>();
    @Nullable Span open = null;
    for (Span span : sorted) {
      if (open == null) {
        open = span;
      } else if (span.start() <= open.end()) {
        open = open.with(span);
      } else {
        merged.add(open);
        open = span;
      }
    }
    if (open != null) {
      merged.add(open);
    }
    return merged;
  }
}
