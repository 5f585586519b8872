package dev.argand.console.board;

import dev.argand.schemas.avro.EdgeWeights;
import dev.argand.schemas.avro.SearchProgress;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The curves of the search that spoke last: each edge's gate and operation weights by epoch, and
 * what was measured by step. At most {@value #EDGES} edges, {@value #OPERATIONS} operations each,
 * and {@value Series#MOST} points a curve. Not thread-safe.
 */
public final class CurveBoard {
  static final int EDGES = 64;
  static final int OPERATIONS = 16;
  static final int MEASURES = 8;

  /**
   * What the page draws; null is a hole in a curve.
   *
   * @param runId empty for none yet
   * @param epochs how many steps of the search were done at each point of the edges' curves
   * @param edges the normal cell's first, by target and source
   * @param measures name to its curve over the steps of phases, in the order measured
   */
  public record View(
      String runId,
      List<@Nullable Double> epochs,
      List<Edge> edges,
      Map<String, Measure> measures) {}

  /** An edge's curves: its gate, and the weight of each operation. */
  public record Edge(
      String cell,
      int source,
      int target,
      List<@Nullable Double> gate,
      Map<String, List<@Nullable Double>> weights) {}

  /** Values of one phase. */
  public record Measure(
      String phase, List<@Nullable Double> steps, List<@Nullable Double> values) {}

  private record EdgeKey(String cell, int source, int target) implements Comparable<EdgeKey> {
    @Override
    public int compareTo(EdgeKey other) {
      return Comparator.comparing(EdgeKey::cell)
          .thenComparingInt(EdgeKey::target)
          .thenComparingInt(EdgeKey::source)
          .compare(this, other);
    }
  }

  private record EdgeCurves(Series gate, Map<String, Series> weights) {}

  private record Measured(String phase, Series steps, Series values) {}

  private final Map<EdgeKey, EdgeCurves> edges = new TreeMap<>();
  private final Map<String, Measured> measures = new TreeMap<>();
  private Series epochs = new Series();
  private String runId = "";

  /** Appends what a record tells; a run that starts clears the curves of the one before. */
  public void progressed(SearchProgress progress) {
    if (SearchBoard.begins(progress, runId)) {
      runId = progress.getRunId();
      edges.clear();
      measures.clear();
      epochs = new Series();
    }
    if (!progress.getEdges().isEmpty()) {
      epoch(progress);
    }
    progress.getValues().forEach((name, value) -> measure(progress, name, value));
  }

  /** The curves so far. */
  public View view() {
    return new View(
        runId,
        epochs.values(),
        edges.entrySet().stream().map(entry -> edge(entry.getKey(), entry.getValue())).toList(),
        measures.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    entry -> {
                      Measured curve = entry.getValue();
                      return new Measure(curve.phase, curve.steps.values(), curve.values.values());
                    },
                    (one, other) -> one,
                    TreeMap::new)));
  }

  private void epoch(SearchProgress progress) {
    Set<EdgeKey> told = new HashSet<>();
    for (EdgeWeights edge : progress.getEdges()) {
      EdgeKey key = new EdgeKey(edge.getCell(), edge.getSource(), edge.getTarget());
      if (!edges.containsKey(key) && edges.size() == EDGES) {
        continue;
      }
      if (told.add(key)) {
        append(edges.computeIfAbsent(key, k -> curves()), edge);
      }
    }
    edges.forEach(
        (key, curves) -> {
          if (!told.contains(key)) {
            curves.gate.add(Double.NaN);
            curves.weights.values().forEach(series -> series.add(Double.NaN));
          }
        });
    epochs.add(progress.getDone());
  }

  private EdgeCurves curves() {
    return new EdgeCurves(epochs.holes(), new TreeMap<>());
  }

  private void append(EdgeCurves curves, EdgeWeights edge) {
    curves.gate.add(edge.getGate());
    edge.getWeights().keySet().stream()
        .limit(OPERATIONS)
        .filter(name -> curves.weights.size() < OPERATIONS)
        .forEach(name -> curves.weights.computeIfAbsent(name, n -> epochs.holes()));
    curves.weights.forEach(
        (name, series) -> series.add(edge.getWeights().getOrDefault(name, Double.NaN)));
  }

  /** A measure begins anew with each phase: a loss of one is not a loss of the other. */
  private void measure(SearchProgress progress, String name, double value) {
    Measured measured = measures.get(name);
    if (measured == null && measures.size() == MEASURES) {
      return;
    }
    if (measured == null || !measured.phase.equals(progress.getPhase())) {
      measured = new Measured(progress.getPhase(), new Series(), new Series());
      measures.put(name, measured);
    }
    measured.steps.add(progress.getDone());
    measured.values.add(value);
  }

  private static Edge edge(EdgeKey key, EdgeCurves curves) {
    Map<String, List<@Nullable Double>> weights = new TreeMap<>();
    curves.weights.forEach((name, series) -> weights.put(name, series.values()));
    return new Edge(key.cell, key.source, key.target, curves.gate.values(), weights);
  }
}
