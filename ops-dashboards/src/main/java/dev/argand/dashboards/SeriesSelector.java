package dev.argand.dashboards;

import java.util.Set;

/**
 * One selector of a PromQL expression: {@code argand_recognitions_total{accepted="true"}}.
 *
 * @param metric name of the metric
 * @param text the selector as it was written, without range and offset
 * @param labels names of the labels that it matches
 */
public record SeriesSelector(String metric, String text, Set<String> labels) {
  public SeriesSelector {
    if (metric.isBlank()) {
      throw new IllegalArgumentException("metric must not be blank, was \"" + metric + "\"");
    }
    labels = Set.copyOf(labels);
  }
}
