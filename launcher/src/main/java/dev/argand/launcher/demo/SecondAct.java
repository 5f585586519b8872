package dev.argand.launcher.demo;

import dev.argand.launcher.standalone.Standalone;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.ProgressDisplay;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.network.bundle.Manifest;
import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.SearchProgress;
import dev.argand.search.data.Splits;
import dev.argand.search.label.LabelDesk;
import dev.argand.search.label.LabelDraft;
import dev.argand.signal.CounterRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A kind of sound that the model never heard appears live; labels say so; the search service starts
 * a run by itself, judges what comes of it, and promotes it if it is better. Audio goes on all the
 * while, and no window may be lost.
 */
final class SecondAct {
  /** Length of one session of one source, unless the first act's stretch was shorter. */
  private static final Duration SCENE = Duration.ofSeconds(12);

  private static final int LABELLED_SCENES = 3;
  private static final int JUDGED_SCENES = 2;
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration START_WITHIN = Duration.ofSeconds(90);
  private static final Duration END_WITHIN = Duration.ofMinutes(30);
  private static final Duration HEARD_WITHIN = Duration.ofSeconds(30);
  private static final String WHO = "argand demo";

  private final Standalone services;
  private final Manifest model;
  private final Terminal terminal;
  private final NewSound sound;
  private final Broadcast broadcast;

  SecondAct(Standalone services, Manifest model, Splits known, TourSpec spec, Terminal terminal)
      throws Exception {
    this.services = services;
    this.model = model;
    this.terminal = terminal;
    this.sound = NewSound.beside(known);
    Duration scene = spec.live().compareTo(SCENE) < 0 ? spec.live() : SCENE;
    this.broadcast =
        new Broadcast(
            services.ingest(),
            sound,
            model.frontEnd(),
            scene,
            CounterRandom.of(spec.seed()).at("second act"));
  }

  /**
   * Plays it.
   *
   * @param accuracyBefore of the first act
   * @throws CommandFailure if no run starts or ends, or windows are lost
   */
  SecondActResult play(double accuracyBefore) throws Exception {
    long began = System.nanoTime();
    terminal.heading("Second act: a new sound, \"%s\"".formatted(sound.kind().label()));
    try (RecognitionReader reader =
            new RecognitionReader(
                services.bootstrapServers(), services.topicPrefix(), Clock.systemUTC());
        RunWatch watch = new RunWatch(services.bootstrapServers(), services.topicPrefix());
        LabelDesk desk =
            new LabelDesk(services.bootstrapServers(), services.topicPrefix(), Clock.systemUTC())) {
      for (int scene = 0; scene < LABELLED_SCENES; scene++) {
        broadcast.playNext(Chapter.DURING);
        listenUntilQuiet(reader);
      }
      hearAll(reader);
      say("while it is new", Chapter.DURING);
      int labels = label(desk, Chapter.DURING);
      terminal.line("  %d labels were given from the known truth", labels);
      SearchProgress end = follow(watch, reader);
      boolean promoted = end.getState() == RunState.PROMOTED;
      terminal.heading(promoted ? "A better model was promoted" : "The champion stays");
      terminal.line("  %s", end.getMessage());
      for (int scene = 0; scene < JUDGED_SCENES; scene++) {
        broadcast.playNext(Chapter.AFTER);
        listenUntilQuiet(reader);
      }
      hearAll(reader);
      label(desk, Chapter.AFTER);
      say("after", Chapter.AFTER);
      broadcast
          .windowsByVersion()
          .forEach(
              (version, windows) ->
                  terminal.line("  version %d heard %d windows", version, windows));
      terminal.line("  no window was lost or doubled");
      return new SecondActResult(
          accuracyBefore,
          broadcast.tally(Chapter.DURING).accuracy(),
          broadcast.tally(Chapter.AFTER).accuracy(),
          promoted,
          (System.nanoTime() - began) / 1e9);
    }
  }

  /** Goes on playing while the service searches, and shows how far it is. */
  private SearchProgress follow(RunWatch watch, RecognitionReader reader) throws Exception {
    long deadline = System.nanoTime() + START_WITHIN.toNanos();
    boolean isStarted = false;
    try (ProgressDisplay display = new ProgressDisplay(terminal)) {
      while (watch.end().isEmpty()) {
        if (broadcast.isQuiet()) {
          broadcast.playNext(Chapter.WAITING);
        }
        listen(reader);
        for (SearchProgress news : watch.poll()) {
          display.show(news.getPhase(), news.getDone(), news.getTotal(), news.getValues());
        }
        if (!isStarted && watch.start().isPresent()) {
          isStarted = true;
          deadline = System.nanoTime() + END_WITHIN.toNanos();
          terminal.heading("A search starts by itself");
          terminal.line("  %s", watch.start().get().getReason());
        }
        if (System.nanoTime() > deadline) {
          throw CommandFailure.failed(
              isStarted
                  ? "the search did not end within " + END_WITHIN.toMinutes() + " minutes"
                  : "no search started within %d s of the labels"
                      .formatted(START_WITHIN.toSeconds()));
        }
      }
    }
    SearchProgress end = watch.end().orElseThrow();
    if (end.getState() == RunState.FAILED) {
      throw CommandFailure.failed("the search failed: " + end.getMessage());
    }
    listenUntilQuiet(reader);
    hearAll(reader);
    return end;
  }

  private void listenUntilQuiet(RecognitionReader reader) throws InterruptedException {
    while (!broadcast.isQuiet()) {
      listen(reader);
    }
  }

  private void hearAll(RecognitionReader reader) throws CommandFailure, InterruptedException {
    long deadline = System.nanoTime() + HEARD_WITHIN.toNanos();
    while (broadcast.missing() > 0) {
      listen(reader);
      if (System.nanoTime() > deadline) {
        throw CommandFailure.failed(
            "%d windows were not recognised within %d s after their audio"
                .formatted(broadcast.missing(), HEARD_WITHIN.toSeconds()));
      }
    }
  }

  private void listen(RecognitionReader reader) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("while listening");
    }
    reader
        .poll(POLL)
        .forEach(received -> broadcast.accept(received.recognition(), model.backgroundLabel()));
  }

  private int label(LabelDesk desk, Chapter chapter) throws Exception {
    List<LabelDraft> labels = new ArrayList<>();
    for (PlayedScene scene : broadcast.complete(chapter)) {
      labels.addAll(scene.labels(WHO));
    }
    desk.giveAll(labels);
    return labels.size();
  }

  private void say(String when, Chapter chapter) {
    Tally tally = broadcast.tally(chapter);
    terminal.line("  accuracy %-16s %.4f of %d windows", when, tally.accuracy(), tally.judged());
  }
}
