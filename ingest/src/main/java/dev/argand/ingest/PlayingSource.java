package dev.argand.ingest;

import dev.argand.ingest.SourceState.Phase;
import java.io.IOException;
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

  private final String sourceId;
  private final Opening opening;
  private final double speed;
  private final boolean loop;
  private final FramePublisher publisher;
  private final IngestCounters counters;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile SourceState state = new SourceState(Phase.STARTING, "");

  PlayingSource(
      String sourceId,
      Opening opening,
      double speed,
      boolean loop,
      FramePublisher publisher,
      IngestCounters counters) {
    this.sourceId = sourceId;
    this.opening = opening;
    this.speed = speed;
    this.loop = loop;
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
      do {
        playOnce();
      } while (loop && !isStopped());
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

  private void playOnce() throws IOException, InterruptedException {
    long played = 0;
    try (Programme programme = opening.open()) {
      Optional<AudioSource> session = programme.next();
      while (session.isPresent() && !isStopped()) {
        try (AudioSource audio = session.get()) {
          Pacer pacer = new Pacer(speed, System::nanoTime, this::awaitStop);
          running("");
          played += publisher.publish(sourceId, audio, pacer, this::running);
        }
        session = isStopped() ? Optional.empty() : programme.next();
      }
    }
    if (played == 0 && !isStopped()) {
      throw new IOException("there is no audio to play");
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

  private void fail(String reason) {
    counters.failed(IngestError.SOURCE_FAILED);
    end(Phase.FAILED, reason);
  }

  private void end(Phase phase, String detail) {
    state = new SourceState(phase, detail);
    log.info("Source {}: {}{}", sourceId, phase, detail.isEmpty() ? "" : ": " + detail);
  }
}
