package dev.argand.launcher.demo;

import dev.argand.inference.InferenceMeters;
import dev.argand.launcher.standalone.Home;
import dev.argand.launcher.standalone.Standalone;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.ProgressDisplay;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.network.Architecture;
import dev.argand.network.LoadGate;
import dev.argand.network.Recognizer;
import dev.argand.network.bundle.CellText;
import dev.argand.runtime.Health;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.Split;
import dev.argand.search.data.Splits;
import dev.argand.search.dataset.LeakCheck;
import dev.argand.search.publish.Publisher;
import dev.argand.search.run.RunResult;
import dev.argand.search.run.SearchException;
import dev.argand.search.run.SearchRequest;
import dev.argand.search.run.SearchRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The tour on a running standalone: search, publish, listen live, compare with the batch. Each step
 * tells a person what it does.
 */
public final class Tour {
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final long LOOK_EVERY_MS = 100;

  private final TourSpec spec;
  private final Standalone services;
  private final Home home;
  private final Terminal terminal;

  /** A tour that is not begun. */
  public Tour(TourSpec spec, Standalone services, Home home, Terminal terminal) {
    this.spec = spec;
    this.services = services;
    this.home = home;
    this.terminal = terminal;
  }

  /**
   * Takes the tour.
   *
   * @param data the data set of the spec, opened and found good
   * @throws CommandFailure if a step does not come to what it must
   */
  public TourResult take(DataSet data, Splits splits) throws Exception {
    describe(data, splits);
    RunResult found = search();
    ModelAnnouncement published = publish(found);
    try (Recognizer model = LoadGate.load(services.store().fetch(published.getDigest()))) {
      List<LiveSource> sources = LiveSource.compose(splits, spec.live(), spec.seed());
      LiveResult live = listen(model, sources, published);
      double busy = count(InferenceMeters.BUSY);
      double audio = count(InferenceMeters.AUDIO);
      BatchComparison batch = compare(model, sources, live);
      summarise(live, batch, busy / audio);
      SecondActResult second =
          spec.secondAct()
              ? new SecondAct(services, model.manifest(), splits, spec, terminal)
                  .play(live.accuracy())
              : null;
      return new TourResult(
          published.getVersion(),
          found.genotype(),
          found.parameters(),
          found.heldOutAccuracy(),
          live.windows(),
          live.accuracy(),
          batch.accuracy(),
          live.latencyMs(0.50),
          live.latencyMs(0.99),
          busy / audio,
          second);
    }
  }

  private void describe(DataSet data, Splits splits) {
    terminal.heading("Data: " + data.name());
    data.warnings().forEach(warning -> terminal.line("  note: %s", warning));
    terminal.paragraph(
        "%d clips of %d labels: %s"
            .formatted(
                data.clips().size(), data.labels().size(), String.join(", ", data.labels())));
    for (Split split : Split.values()) {
      long groups = splits.assignment().values().stream().filter(split::equals).count();
      terminal.line(
          "  %-10s %5d clips of %d groups",
          split.toString().toLowerCase(Locale.ROOT), splits.clips(split).size(), groups);
    }
  }

  private RunResult search() throws SearchException, InterruptedException {
    terminal.heading("Search: profile %s, seed %d".formatted(spec.profile(), spec.seed()));
    RunResult found;
    try (ProgressDisplay progress = new ProgressDisplay(terminal)) {
      found =
          SearchRunner.run(
              new SearchRequest(
                  spec.data(), spec.profile(), spec.seed(), newRun(), services.search().compute()),
              step -> progress.show(step.phase(), step.done(), step.total(), step.values()));
    }
    terminal.line(
        "  searched %.0f s, retrained %.0f s; these cells were found:\n",
        found.searchSeconds(), found.retrainSeconds());
    terminal.line(CellText.draw(Architecture.parse(found.genotype())));
    terminal.line("  parameters         %,d", found.parameters());
    terminal.line("  held-out accuracy  %.3f", found.heldOutAccuracy());
    return found;
  }

  /** A folder of its own: a tour on a home that has seen one searches again. */
  private Path newRun() {
    return home.run("tour-%d-%d".formatted(spec.seed(), System.currentTimeMillis()));
  }

  private ModelAnnouncement publish(RunResult found) throws Exception {
    try (Publisher publisher =
        new Publisher(
            services.bootstrapServers(),
            services.topicPrefix(),
            services.store(),
            LeakCheck.ofOwnData())) {
      ModelAnnouncement published = publisher.publish(found.bundle());
      services
          .search()
          .models()
          .promote(published.getDigest(), "argand demo", "the tour's first model");
      terminal.heading(
          "Published as version %d and made the champion".formatted(published.getVersion()));
      awaitChampion(published.getDigest());
      return published;
    }
  }

  private void awaitChampion(String digest) throws CommandFailure, InterruptedException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (!isServing(digest)) {
      if (detail("champion").contains(digest + " cannot be loaded")) {
        throw CommandFailure.failed("recognition refuses the model: " + detail("champion"));
      }
      if (System.nanoTime() > deadline) {
        throw CommandFailure.failed(
            "recognition was not ready within %d s: %s"
                .formatted(READY_WITHIN.toSeconds(), services.health().readiness()));
      }
      Thread.sleep(LOOK_EVERY_MS);
    }
    terminal.line("  recognition has loaded it: %s", detail("champion"));
  }

  private boolean isServing(String digest) {
    return services.health().isReady() && detail("champion").contains(digest);
  }

  private String detail(String component) {
    Health.Status status = services.health().readiness().get(component);
    return status == null ? "" : status.detail();
  }

  private LiveResult listen(Recognizer model, List<LiveSource> sources, ModelAnnouncement published)
      throws CommandFailure, InterruptedException {
    terminal.heading(
        "Live: %d sources of test sounds, %d s at real time, heard by version %d"
            .formatted(sources.size(), spec.live().toSeconds(), published.getVersion()));
    try (RecognitionReader reader =
        new RecognitionReader(
            services.bootstrapServers(), services.topicPrefix(), Clock.systemUTC())) {
      return new LiveStretch(
              model.frontEnd(), model.manifest().backgroundLabel(), sources, terminal)
          .run(services.ingest(), reader);
    }
  }

  private BatchComparison compare(Recognizer model, List<LiveSource> sources, LiveResult live)
      throws IOException, CommandFailure {
    BatchComparison batch = BatchComparison.of(model, sources, live);
    if (!batch.agrees()) {
      throw CommandFailure.failed(
          ("live and batch must agree: scores differ by up to %.2g (at most %.0g), and %d decisions"
                  + " differ without being near a threshold")
              .formatted(batch.worstDifference(), BatchComparison.TOLERANCE, batch.unexplained()));
    }
    return batch;
  }

  private void summarise(LiveResult live, BatchComparison batch, double realTimeFactor) {
    terminal.heading("What came of it");
    terminal.line(
        "  windows recognised   %d, of which %d can be judged", live.windows(), live.judged());
    terminal.line("  accuracy live        %.4f", live.accuracy());
    terminal.line(
        "  accuracy in a batch  %.4f of the same audio; %d decisions differ, scores by at most"
            + " %.1e",
        batch.accuracy(), batch.otherDecisions(), batch.worstDifference());
    terminal.line(
        "  latency              %.0f ms median, %.0f ms 99th percentile",
        live.latencyMs(0.50), live.latencyMs(0.99));
    terminal.line("  real-time factor     %.4f a source", realTimeFactor);
  }

  private double count(InferenceMeters meter) {
    return services.registry().get(meter.meterName()).counter().count();
  }
}
