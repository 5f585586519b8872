package dev.argand.launcher.demo;

import dev.argand.ingest.IngestService;
import dev.argand.launcher.demo.RecognitionReader.Received;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.schemas.avro.Recognition;
import dev.argand.search.data.LiveScene;
import dev.argand.signal.FrontEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Streams the sources at real time, and prints each recognition beside the truth as it comes, until
 * every window of every source has been heard.
 */
final class LiveStretch {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final FrontEnd frontEnd;
  private final String backgroundLabel;
  private final Map<String, LiveSource> sources = new HashMap<>();
  private final Terminal terminal;
  private final Map<String, Map<Long, Recognition>> heard = new HashMap<>();
  private final List<Long> latencies = new ArrayList<>();
  private final Tally tally = new Tally();

  LiveStretch(
      FrontEnd frontEnd, String backgroundLabel, List<LiveSource> sources, Terminal terminal) {
    this.frontEnd = frontEnd;
    this.backgroundLabel = backgroundLabel;
    this.terminal = terminal;
    sources.forEach(source -> this.sources.put(source.id(), source));
  }

  /**
   * Plays and listens.
   *
   * @throws CommandFailure if windows are missing long after the audio has ended
   */
  LiveResult run(IngestService ingest, RecognitionReader reader)
      throws CommandFailure, InterruptedException {
    long expected = 0;
    double seconds = 0;
    for (LiveSource source : sources.values()) {
      expected += source.windows(frontEnd);
      seconds = Math.max(seconds, source.scene().audio().seconds());
    }
    sources.values().forEach(source -> ingest.add(source.id(), source.scene().audio(), 1));
    terminal.line(
        terminal.faint(
            "    time  source  heard               score  truth               accuracy"));
    long deadline =
        System.nanoTime() + GRACE.toNanos() + Duration.ofMillis((long) (1000 * seconds)).toNanos();
    while (count() < expected) {
      if (Thread.interrupted()) {
        throw new InterruptedException("while listening");
      }
      if (System.nanoTime() > deadline) {
        throw CommandFailure.failed(
            "%d of %d windows were recognised within %d s after the audio: the machine is too slow,"
                    .formatted(count(), expected, GRACE.toSeconds())
                + " or recognition failed (--verbose shows its log)");
      }
      reader.poll(POLL).forEach(this::accept);
    }
    return new LiveResult(heard, latencies, tally.accuracy(), tally.judged());
  }

  private void accept(Received received) {
    Recognition recognition = received.recognition();
    LiveSource source = sources.get(recognition.getSourceId());
    if (source == null) {
      return;
    }
    long k = recognition.getWindowIndex();
    Recognition earlier =
        heard.computeIfAbsent(source.id(), id -> new HashMap<>()).putIfAbsent(k, recognition);
    if (earlier != null) {
      throw new IllegalStateException("window heard twice: " + recognition.getWindowId());
    }
    latencies.add(received.latencyMicros());
    String truth = source.truth(frontEnd, k);
    if (truth != null) {
      String said = said(recognition);
      tally.add(said.equals(truth));
      if (!truth.equals(backgroundLabel) || !said.equals(backgroundLabel)) {
        print(recognition, source.scene(), said, truth);
      }
    }
  }

  /** The label that was accepted, else the background. */
  private String said(Recognition recognition) {
    return recognition.getAccepted() ? recognition.getLabel() : backgroundLabel;
  }

  private void print(Recognition recognition, LiveScene scene, String said, String truth) {
    boolean right = said.equals(truth);
    String verdict = right ? terminal.good("ok") : terminal.bad("no");
    terminal.line(
        "%7.1fs  %-6s  %-18s  %.3f  %-18s  %s %.3f",
        (double) recognition.getFirstSampleIndex() / scene.audio().sampleRateHz(),
        recognition.getSourceId(),
        said,
        recognition.getScore(),
        truth,
        verdict,
        tally.accuracy());
  }

  private long count() {
    return heard.values().stream().mapToLong(Map::size).sum();
  }
}
