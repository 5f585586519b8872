package dev.argand.search.service;

import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.BundleStore;
import dev.argand.network.bundle.ModelFormatException;
import dev.argand.schemas.avro.GateResult;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.search.gate.Judge;
import dev.argand.search.gate.JudgeRequest;
import dev.argand.search.model.AliasChange;
import dev.argand.search.model.ModelDesk;
import dev.argand.search.model.ModelDeskException;
import dev.argand.search.publish.PublishException;
import dev.argand.search.publish.Publisher;
import dev.argand.search.run.Compute;
import dev.argand.search.run.Progress;
import dev.argand.search.run.RunFolder;
import dev.argand.search.run.RunResult;
import dev.argand.search.run.SearchException;
import dev.argand.search.run.SearchRequest;
import dev.argand.search.run.SearchRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a run from its decision to its end: trains, publishes, has the gate judge, promotes.
 *
 * <p>Each step first looks whether it was done already, on topics or on disk, so that a run that is
 * taken up again goes on where it was and does nothing twice; docs/circle.md goes through the
 * crashes.
 */
final class RunConduct {
  /** Who promotes what the gate let through. */
  static final String GATE = "argand gate";

  private static final Logger LOG = LoggerFactory.getLogger(RunConduct.class);

  /** A run that was taken up this often without getting on takes its service down with it. */
  private static final int TAKES = 5;

  /** Workers that die one after the other at the same place end their run. */
  private static final int WORKERS = 2;

  private static final int ROUNDS = 5;

  /**
   * How a run ended.
   *
   * @param state PROMOTED, KEPT or FAILED
   * @param message one line for people
   */
  record End(RunState state, String message, Map<String, Double> values) {}

  private final Path runs;
  private final Compute compute;
  private final BundleStore store;
  private final Publisher publisher;
  private final ModelDesk desk;
  private final SearchMetrics metrics;

  RunConduct(
      Path runs,
      Compute compute,
      BundleStore store,
      Publisher publisher,
      ModelDesk desk,
      SearchMetrics metrics) {
    this.runs = runs;
    this.compute = compute;
    this.store = store;
    this.publisher = publisher;
    this.desk = desk;
    this.metrics = metrics;
  }

  /**
   * Conducts a run.
   *
   * @param take which time this run is taken up, from 1
   * @throws InterruptedException when the service closes; the run is then taken up by the next one
   */
  End conduct(SearchDecision start, int take, ProgressReporter reporter)
      throws InterruptedException {
    String runId = Objects.requireNonNull(start.getRunId());
    try {
      Optional<ModelAnnouncement> published = announced(runId);
      if (take > TAKES + places(runId) + steps(runId, published)) {
        return failed(
            "it was taken up %d times and never ended; its log is in the folder of runs"
                .formatted(take - 1));
      }
      reporter.enter(
          RunState.STARTED,
          new Progress("load", 0, 1, Map.of("take", (double) take)),
          take == 1 ? start.getReason() : "taken up again, %d. time".formatted(take));
      ModelAnnouncement model =
          published.isPresent()
              ? published.get()
              : publish(train(start, runId, reporter), reporter);
      reporter.made(model.getDigest());
      return judge(start, model, reporter);
    } catch (SearchException | PublishException | IOException | ModelDeskException e) {
      LOG.warn("Run {} failed", runId, e);
      return failed(String.valueOf(e.getMessage()));
    }
  }

  /** Checkpoints that the run's workers went on from: each is a step forward. */
  private long places(String runId) throws IOException {
    return new RunFolder(runs.resolve(runId))
        .log().lines().stream()
            .filter(line -> line.path("event").asText().equals("take"))
            .filter(line -> !line.path("phase").asText().isEmpty())
            .map(line -> line.path("phase").asText() + " " + line.path("step").asInt())
            .distinct()
            .count();
  }

  /** Steps after the training that are done: each is one forward too. */
  private long steps(String runId, Optional<ModelAnnouncement> published)
      throws IOException, InterruptedException {
    if (published.isEmpty()) {
      return made(runs.resolve(runId)).isPresent() ? 1 : 0;
    }
    ModelAnnouncement model = published.get();
    boolean isJudged = model.getGate() != null;
    return 2 + (isJudged ? 1 : 0) + (promotion(model.getDigest()).isPresent() ? 1 : 0);
  }

  static End failed(String message) {
    return new End(RunState.FAILED, message, Map.of());
  }

  private Optional<ModelAnnouncement> announced(String runId) throws InterruptedException {
    return Persistence.until("models", publisher::announced).stream()
        .filter(model -> model.getRunId().equals(runId))
        .max(Comparator.comparingInt(ModelAnnouncement::getVersion));
  }

  private Path train(SearchDecision start, String runId, ProgressReporter reporter)
      throws SearchException, IOException, InterruptedException {
    Path folder = runs.resolve(runId);
    Optional<Path> made = made(folder);
    if (made.isPresent()) {
      LOG.info("Run {} has made {} before", runId, made.get().getFileName());
      return made.get();
    }
    SearchRequest request =
        new SearchRequest(
            Objects.requireNonNull(start.getData()),
            Objects.requireNonNull(start.getProfile()),
            Objects.requireNonNull(start.getSeed()),
            folder,
            compute);
    RunFolder kept = new RunFolder(folder);
    int deaths = 0;
    while (true) {
      FileTime before = reached(kept);
      try {
        RunResult result = SearchRunner.run(request, reporter);
        if (!result.runId().equals(runId)) {
          throw new SearchException(
              "the worker did run %s: data or profile are no longer what they were at the start"
                  .formatted(result.runId()));
        }
        return result.bundle();
      } catch (SearchException e) {
        // A worker that got further before it died may have been killed by chance.
        deaths = reached(kept).equals(before) ? deaths + 1 : 1;
        if (!e.workerDied() || deaths == WORKERS) {
          throw e;
        }
        LOG.warn("Run {}: {}; another worker begins", runId, e.getMessage());
        reporter.remark(e.getMessage() + "; another worker begins");
      }
    }
  }

  /** Changes with every checkpoint. */
  private static FileTime reached(RunFolder folder) throws IOException {
    Path checkpoint = folder.checkpoint();
    return Files.exists(checkpoint)
        ? Files.getLastModifiedTime(checkpoint)
        : FileTime.fromMillis(0);
  }

  /** A bundle appears under its digest only when it is whole. */
  private static Optional<Path> made(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> bundles =
          files.filter(file -> file.toString().endsWith(Bundle.SUFFIX)).sorted().toList();
      for (Path file : bundles) {
        if (isWhole(file)) {
          return Optional.of(file);
        }
      }
      return Optional.empty();
    }
  }

  private static boolean isWhole(Path file) {
    try {
      Bundle bundle = Bundle.read(file);
      return file.getFileName().toString().equals(bundle.digest() + Bundle.SUFFIX);
    } catch (ModelFormatException e) {
      LOG.info("{} is no whole bundle: {}", file, e.getMessage());
      return false;
    }
  }

  private ModelAnnouncement publish(Path bundle, ProgressReporter reporter)
      throws PublishException, InterruptedException {
    return Persistence.untilStored("a model", reporter::remark, () -> publishOnce(bundle));
  }

  private ModelAnnouncement publishOnce(Path bundle) throws PublishException {
    try {
      return publisher.publish(bundle);
    } catch (PublishException e) {
      throw orKafka(e);
    }
  }

  private static PublishException orKafka(PublishException e) {
    if (e.getCause() instanceof KafkaException kafka) {
      throw kafka;
    }
    return e;
  }

  /**
   * Until the gate's word and the alias agree: someone else may move the alias while the gate
   * judges, and the challenger must then beat the newer champion.
   */
  private End judge(SearchDecision start, ModelAnnouncement model, ProgressReporter reporter)
      throws SearchException,
          PublishException,
          IOException,
          ModelDeskException,
          InterruptedException {
    ModelAnnouncement known = model;
    for (int round = 1; round <= ROUNDS; round++) {
      Optional<AliasChange> promotion = promotion(model.getDigest());
      if (promotion.isPresent()) {
        return end(RunState.PROMOTED, promotion.get().why(), known.getGate());
      }
      ModelDesk.Standing standing = Persistence.until("the champion", desk::standing);
      GateResult gate = known.getGate();
      if (gate == null
          || !Objects.equals(gate.getChampionDigest(), standing.champion().orElse(null))) {
        gate = compare(start, model.getDigest(), standing.champion(), reporter);
        known = announce(known, gate);
      }
      metrics.judged(gate);
      if (!gate.getPromoted()) {
        return end(RunState.KEPT, gate.getReason(), gate);
      }
      known = stillThere(start, known, gate, reporter);
      try {
        promote(model.getDigest(), standing.generation(), gate.getReason());
      } catch (ModelDeskException e) {
        if (e.reason() != ModelDeskException.Reason.OVERTAKEN) {
          throw e;
        }
        LOG.info("Run {}: {}; compared again", start.getRunId(), e.getMessage());
      }
    }
    return failed("the champion changed %d times while it was compared with".formatted(ROUNDS));
  }

  /**
   * Publishes a bundle once more that may have been taken away since: what is announced is kept, so
   * that no champion is named whose bundle is gone.
   */
  private ModelAnnouncement stillThere(
      SearchDecision start, ModelAnnouncement known, GateResult gate, ProgressReporter reporter)
      throws PublishException, IOException, InterruptedException {
    Optional<Path> bundle = made(runs.resolve(Objects.requireNonNull(start.getRunId())));
    if (bundle.isEmpty()) {
      fetch(known.getDigest(), reporter);
      return known;
    }
    ModelAnnouncement again = publish(bundle.get(), reporter);
    return again.getGate() == null ? announce(again, gate) : again;
  }

  private void promote(String digest, long generation, String reason)
      throws ModelDeskException, InterruptedException {
    // Not tried again here: an event that may have been written is looked for first.
    try {
      desk.promote(digest, generation, GATE, reason);
    } catch (KafkaException e) {
      LOG.warn("It is not known whether {} was promoted: {}", digest, e.getMessage());
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException("interrupted while promoting");
      }
    }
  }

  /** The gate's promotion of a model, if it happened, even if somebody rolled it back since. */
  private Optional<AliasChange> promotion(String digest) throws InterruptedException {
    return Persistence.until("the alias log", desk::history).stream()
        .filter(change -> !change.voided() && change.who().equals(GATE))
        .filter(change -> digest.equals(change.digest()))
        .findFirst();
  }

  private GateResult compare(
      SearchDecision start, String challenger, Optional<String> champion, ProgressReporter reporter)
      throws SearchException, IOException, InterruptedException {
    reporter.enter(
        RunState.JUDGING,
        new Progress("gate", 0, 0, Map.of()),
        champion
            .map(digest -> "compared with champion " + digest)
            .orElse("compared with the majority baseline"));
    JudgeRequest request =
        new JudgeRequest(
            fetch(challenger, reporter),
            champion.isPresent() ? fetch(champion.get(), reporter) : null,
            Objects.requireNonNull(start.getData()),
            Objects.requireNonNull(start.getSeed()),
            runs.resolve(Objects.requireNonNull(start.getRunId())));
    for (int worker = 1; ; worker++) {
      try {
        return Judge.run(request, reporter);
      } catch (SearchException e) {
        if (!e.workerDied() || worker == WORKERS) {
          throw e;
        }
        LOG.warn("Run {}: {}; another judge begins", start.getRunId(), e.getMessage());
        reporter.remark(e.getMessage() + "; another judge begins");
      }
    }
  }

  private Path fetch(String digest, ProgressReporter reporter)
      throws IOException, InterruptedException {
    return Persistence.untilStored("a bundle", reporter::remark, () -> store.fetch(digest));
  }

  private ModelAnnouncement announce(ModelAnnouncement model, GateResult gate)
      throws PublishException, InterruptedException {
    return Persistence.until(
        "the gate's result",
        () -> {
          try {
            return publisher.judged(model, gate);
          } catch (PublishException e) {
            throw orKafka(e);
          }
        });
  }

  private static End end(RunState state, String message, @Nullable GateResult gate) {
    return new End(
        state,
        message,
        gate == null
            ? Map.of()
            : Map.of(
                "championAccuracy", gate.getChampionAccuracy(),
                "challengerAccuracy", gate.getChallengerAccuracy(),
                "differenceLow", gate.getDifferenceLow(),
                "differenceHigh", gate.getDifferenceHigh()));
  }
}
