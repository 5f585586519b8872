package dev.argand.search.service;

import dev.argand.schemas.Micros;
import dev.argand.schemas.avro.EdgeWeights;
import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import dev.argand.search.run.EdgeState;
import dev.argand.search.run.Progress;
import dev.argand.search.run.ProgressListener;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on {@code search.progress} how far a run is: every change of its state or phase, the end of
 * a phase, and between them two records a second. Cells go with the next record that is sent.
 */
final class ProgressReporter implements ProgressListener {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressReporter.class);
  private static final long GAP_NANOS = Duration.ofMillis(500).toNanos();

  private final String runId;
  private final long startMicros;
  private final CircleWriter writer;
  private final SearchMetrics metrics;
  private final Clock clock;
  private RunState state = RunState.STARTED;
  private @Nullable String digest;
  private String phase = "";
  private List<EdgeState> cells = List.of();
  private long lastSent = System.nanoTime() - GAP_NANOS;

  ProgressReporter(SearchDecision start, CircleWriter writer, SearchMetrics metrics, Clock clock) {
    this.runId = Objects.requireNonNull(start.getRunId());
    this.startMicros = start.getAtMicros();
    this.writer = writer;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** The bundle, once there is one. */
  synchronized void made(String modelDigest) {
    digest = modelDigest;
  }

  /**
   * A change of state that must not be lost: returns once it stands on the topic.
   *
   * @return its time, UTC microseconds
   */
  long enter(RunState entered, Progress progress, String message) throws InterruptedException {
    SearchProgress record;
    synchronized (this) {
      state = entered;
      phase = progress.phase();
      record = record(progress, message);
      lastSent = System.nanoTime();
    }
    writer.tell(record);
    return record.getAtMicros();
  }

  /** A line for people in the middle of a run. */
  synchronized void remark(String message) {
    writer.mention(record(new Progress(phase, 0, 0, Map.of()), message));
  }

  @Override
  public synchronized void onProgress(Progress progress) {
    metrics.progress(progress);
    if (state == RunState.STARTED) {
      state = RunState.WORKING;
    }
    if (!progress.edges().isEmpty()) {
      cells = progress.edges();
    }
    boolean turn = !progress.phase().equals(phase) || progress.done() == progress.total();
    if (!turn && System.nanoTime() - lastSent < GAP_NANOS) {
      return;
    }
    phase = progress.phase();
    lastSent = System.nanoTime();
    try {
      writer.mention(record(progress, ""));
    } catch (KafkaException e) {
      // The run goes on; its next words may get through.
      LOG.warn("Progress of run {} was not sent: {}", runId, e.getMessage());
    }
  }

  private SearchProgress record(Progress progress, String message) {
    List<EdgeState> shown = cells;
    cells = List.of();
    return SearchProgress.newBuilder()
        .setRunId(runId)
        .setState(state)
        .setPhase(progress.phase())
        .setDone(progress.done())
        .setTotal(progress.total())
        .setValues(progress.values())
        .setEdges(shown.stream().map(ProgressReporter::edge).toList())
        .setModelDigest(digest)
        .setMessage(message)
        // Never before its decision, whose time can be a step ahead of a clock that stands.
        .setAtMicros(Math.max(startMicros, Micros.of(clock.instant())))
        .build();
  }

  private static EdgeWeights edge(EdgeState edge) {
    return EdgeWeights.newBuilder()
        .setCell(edge.cell())
        .setSource(edge.source())
        .setTarget(edge.target())
        .setGate(edge.gate())
        .setWeights(edge.weights())
        .build();
  }
}
