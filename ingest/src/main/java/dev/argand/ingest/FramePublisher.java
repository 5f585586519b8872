package dev.argand.ingest;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.signal.PcmFormat;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays sessions onto {@code audio.frames}: frames of 100 ms (less where that would be more than
 * 512 KiB), then an empty frame that ends the session.
 *
 * <p>Thread-safe: one publisher serves every source of a process.
 */
final class FramePublisher {
  private static final Logger log = LoggerFactory.getLogger(FramePublisher.class);
  private static final int FRAMES_PER_SECOND = 10;
  private static final int MAX_PCM_BYTES = 512 << 10;

  /** A broker that restarts is back within this. */
  private static final Duration TELL_AFTER = Duration.ofSeconds(5);

  private final Producer<String, AudioFrame> producer;
  private final String topic;
  private final SessionIds sessionIds;
  private final LastSessions lastSessions;
  private final Clock clock;
  private final IngestCounters counters;

  FramePublisher(
      Producer<String, AudioFrame> producer,
      String topic,
      SessionIds sessionIds,
      LastSessions lastSessions,
      Clock clock,
      IngestCounters counters) {
    this.producer = producer;
    this.topic = topic;
    this.sessionIds = sessionIds;
    this.lastSessions = lastSessions;
    this.clock = clock;
    this.counters = counters;
  }

  /** Makes a source's sessions come after the one that it, here or elsewhere, began last. */
  void goOn(String sourceId) throws InterruptedException {
    lastSessions.of(sourceId).ifPresent(last -> sessionIds.goOnAfter(sourceId, last));
  }

  /**
   * Plays one session and returns once Kafka has all of it. A session that is told to stop is ended
   * in order as well. One that began when the clock was so far ahead that recognition does not hear
   * it is left, and goes on as another.
   *
   * @param trouble told what is waited for, and an empty line once it is over
   * @return how many sample frames were played
   * @throws IOException if the source cannot be read, or Kafka refuses for good
   */
  long publish(String sourceId, AudioSource source, Pacer pacer, Consumer<String> trouble)
      throws IOException, InterruptedException {
    PcmFormat format = source.format();
    OrderedDelivery delivery =
        new OrderedDelivery(
            producer, topic, begin(sourceId, format, 0), sessionIds, counters, TELL_AFTER, trouble);
    byte[] buffer = new byte[frameBytes(format)];
    long played = 0;
    boolean stopped = false;
    while (!stopped) {
      int length = fill(source, buffer);
      if (length == 0) {
        break;
      }
      long end = played + length / format.bytesPerSampleFrame();
      stopped = pacer.awaitDue(end, format.sampleRateHz());
      if (!stopped) {
        if (sessionIds.isTooFarAhead(delivery.sessionId())) {
          log.warn(
              "Source {}: its session {} began when this host's clock was ahead; another begins",
              sourceId,
              delivery.sessionId());
          delivery.goOnAs(begin(sourceId, format, played));
        }
        delivery.send(played, Arrays.copyOf(buffer, length), false);
        played = end;
      }
    }
    delivery.send(played, new byte[0], true);
    delivery.finish();
    return played;
  }

  private Session begin(String sourceId, PcmFormat format, long firstSample) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    counters.sessionBegun();
    return new Session(sourceId, sessionIds.next(sourceId), format, firstSample, now);
  }

  static int frameBytes(PcmFormat format) {
    int whole = format.bytesPerSampleFrame();
    int tenth = Math.max(1, format.sampleRateHz() / FRAMES_PER_SECOND);
    return whole * Math.max(1, Math.min(tenth, MAX_PCM_BYTES / whole));
  }

  /** Bytes read, fewer than the buffer holds only at the end. */
  private static int fill(AudioSource source, byte[] buffer) throws IOException {
    int filled = 0;
    while (filled < buffer.length) {
      int given = source.read(buffer, filled, buffer.length - filled);
      if (given < 0) {
        break;
      }
      filled += given;
    }
    return filled;
  }
}
