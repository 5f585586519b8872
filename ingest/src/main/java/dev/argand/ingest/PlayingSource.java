package dev.argand.ingest;

import dev.argand.ingest.SourceState.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One source on its thread: plays its programme, once or in a loop, until its end or a stop. */
final class PlayingSource implements Runnable {
  /** Makes the programme anew for each round. */
  interface Opening {
    Programme open() throws IOException;
  }

  private static final Logger log = LoggerFactory.getLogger(PlayingSource.class);

  /** Made before it is needed: where memory has run out, not even a reason can be written. */
  private static final SourceState LOST =
      new SourceState(Phase.FAILED, "it failed, and there was no memory left to say why");

  /** Rarer than this, whoever puts recordings there wonders whether they will ever be played. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** Of the programme, not of Kafka: the next round may find something. */
  private static final class NothingToPlayException extends IOException {
    private static final long serialVersionUID = 1L;

    NothingToPlayException(IOException cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }
  }

  private final String sourceId;
  private final Opening opening;
  private final double speed;
  private final boolean loop;
  private final Duration firstPause;
  private final FramePublisher publisher;
  private final IngestCounters counters;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile SourceState state = new SourceState(Phase.STARTING, "");

  /**
   * A source that does not play yet.
   *
   * @param firstPause after which a loop that finds nothing to play looks again; then twice as long
   *     each time, up to a minute, until it finds something
   */
  PlayingSource(
      String sourceId,
      Opening opening,
      double speed,
      boolean loop,
      Duration firstPause,
      FramePublisher publisher,
      IngestCounters counters) {
    this.sourceId = sourceId;
    this.opening = opening;
    this.speed = speed;
    this.loop = loop;
    this.firstPause = firstPause;
    this.publisher = publisher;
    this.counters = counters;
  }

  SourceState state() {
    return state;
  }

  /** Asks it to end its session and stop; returns at once. */
  void stop() {
    stop.countDown();
  }

  @Override
  public void run() {
    try {
      publisher.goOn(sourceId);
      if (loop) {
        playInALoop();
      } else {
        playOnce();
      }
      end(isStopped() ? Phase.REMOVED : Phase.FINISHED, "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(Phase.REMOVED, "stopped before Kafka had all of it");
    } catch (IOException e) {
      fail(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      // An error too: whoever looks at the states must not take a dead source for one that plays.
      fail(e.toString());
      log.error("Source {} failed in an unforeseen way", sourceId, e);
    } finally {
      if (!state.hasEnded()) {
        state = LOST;
      }
    }
  }

  private void playInALoop() throws IOException, InterruptedException {
    Duration pause = firstPause;
    while (!isStopped()) {
      try {
        playOnce();
        pause = firstPause;
      } catch (NothingToPlayException e) {
        waitForAudio(String.valueOf(e.getMessage()));
        awaitStop(pause.toNanos());
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
      }
    }
  }

  private void playOnce() throws IOException, InterruptedException {
    long played = 0;
    try (Programme programme = open()) {
      Optional<AudioSource> session = next(programme);
      while (session.isPresent() && !isStopped()) {
        try (AudioSource audio = session.get()) {
          Pacer pacer = new Pacer(speed, System::nanoTime, this::awaitStop);
          running("");
          played += publisher.publish(sourceId, audio, pacer, this::running);
        }
        session = isStopped() ? Optional.empty() : next(programme);
      }
    }
    if (played == 0 && !isStopped()) {
      throw new NothingToPlayException(new IOException("there is no audio to play"));
    }
  }

  private Programme open() throws NothingToPlayException {
    try {
      return opening.open();
    } catch (IOException e) {
      throw new NothingToPlayException(e);
    }
  }

  private static Optional<AudioSource> next(Programme programme) throws NothingToPlayException {
    try {
      return programme.next();
    } catch (IOException e) {
      throw new NothingToPlayException(e);
    }
  }

  private boolean awaitStop(long nanos) throws InterruptedException {
    return stop.await(nanos, TimeUnit.NANOSECONDS);
  }

  private boolean isStopped() {
    return stop.getCount() == 0;
  }

  private void running(String detail) {
    if (state.phase() != Phase.RUNNING || !state.detail().equals(detail)) {
      state = new SourceState(Phase.RUNNING, detail);
    }
  }

  private void waitForAudio(String reason) {
    counters.failed(IngestError.NOTHING_TO_PLAY);
    SourceState waiting = new SourceState(Phase.WAITING, reason);
    if (!waiting.equals(state)) {
      state = waiting;
      log.warn("Source {}: it has nothing to play, and looks again: {}", sourceId, reason);
    }
  }

  private void fail(String reason) {
    counters.failed(IngestError.SOURCE_FAILED);
    end(Phase.FAILED, reason);
  }

  private void end(Phase phase, String detail) {
    state = new SourceState(phase, detail);
    log.info("Source {}: {}{}", sourceId, phase, detail.isEmpty() ? "" : ": " + detail);
  }
}
