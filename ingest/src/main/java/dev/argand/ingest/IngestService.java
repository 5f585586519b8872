package dev.argand.ingest;

import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.signal.AudioClip;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays many audio sources into Kafka at once, each on a thread of its own.
 *
 * <p>Sources are added and removed at run time. One that fails ends in FAILED with its reason, and
 * the others go on. One that plays in a loop and finds nothing to play is WAITING, and looks again.
 * While Kafka is away, sources wait and then go on: nothing is lost (see {@link SourceState}'s
 * detail for who waits). The topic must exist. Thread-safe.
 */
public final class IngestService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(IngestService.class);
  private static final int DEFAULT_MAX_SOURCES = 64;
  private static final int MAX_REMEMBERED = 1_000;
  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(1);

  private record Entry(PlayingSource source, Thread thread) {}

  private final Producer<String, AudioFrame> producer;
  private final FramePublisher publisher;
  private final IngestCounters counters;
  private final int maxSources;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private boolean closed;

  /** A service of at most 64 sources. */
  public IngestService(String bootstrapServers, String topicPrefix, MeterRegistry registry) {
    this(bootstrapServers, topicPrefix, registry, DEFAULT_MAX_SOURCES);
  }

  /** A service with a limit on how many sources play at once. */
  public IngestService(
      String bootstrapServers, String topicPrefix, MeterRegistry registry, int maxSources) {
    this(
        producer(bootstrapServers),
        topicPrefix,
        new TopicEnd(bootstrapServers, Topic.AUDIO_FRAMES.topicName(topicPrefix)),
        registry,
        maxSources,
        Clock.systemUTC());
  }

  /** For tests: with a producer, which it closes, and a clock. */
  IngestService(
      Producer<String, AudioFrame> producer,
      String topicPrefix,
      LastSessions lastSessions,
      MeterRegistry registry,
      int maxSources,
      Clock clock) {
    this.producer = producer;
    this.maxSources = maxSources;
    this.counters = new IngestCounters(registry);
    this.publisher =
        new FramePublisher(
            producer,
            Topic.AUDIO_FRAMES.topicName(topicPrefix),
            new SessionIds(clock, () -> (int) UUID.randomUUID().getMostSignificantBits()),
            lastSessions,
            clock,
            counters);
    for (SourceState.Phase phase : SourceState.Phase.values()) {
      IngestMeter.SOURCES
          .gauge(this, service -> service.count(phase), phase.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  /**
   * Starts a source. One of the same id that has ended is replaced.
   *
   * @throws IllegalArgumentException if a source of that id is playing
   * @throws IllegalStateException if as many sources as may are playing, or this is closed
   */
  public void add(SourceSpec spec) {
    start(
        spec.sourceId(),
        () -> FileProgramme.open(spec.path(), new LoggedProblems(spec.sourceId())),
        spec.speed(),
        spec.loop());
  }

  /**
   * Starts a source that plays a clip once, as one session of 32-bit floats.
   *
   * @param speed 1 is real time, 0 as fast as Kafka takes it
   * @throws IllegalArgumentException as for a {@link SourceSpec}, if recognition does not take the
   *     clip's rate, or if a source of that id is playing
   * @throws IllegalStateException if as many sources as may are playing, or this is closed
   */
  public void add(String sourceId, AudioClip clip, double speed) {
    SourceSpec.requireId(sourceId);
    Pacer.requireSpeed(speed);
    AudioSource audio = PcmSource.of(clip);
    FileProgramme.wrong(audio.format())
        .ifPresent(
            wrong -> {
              throw new IllegalArgumentException("source %s: %s".formatted(sourceId, wrong));
            });
    Iterator<AudioSource> sessions = List.of(audio).iterator();
    start(
        sourceId,
        () -> () -> sessions.hasNext() ? Optional.of(sessions.next()) : Optional.empty(),
        speed,
        false);
  }

  /**
   * Ends a source's session in order and stops it; returns once it has stopped. One that Kafka
   * holds up for five seconds is cut off. An id that is unknown or has ended is left as it is.
   */
  public void remove(String sourceId) {
    Entry entry;
    synchronized (this) {
      entry = entries.get(sourceId);
    }
    if (entry != null) {
      entry.source().stop();
      await(entry, System.nanoTime() + STOP_WITHIN.toNanos());
    }
  }

  /** Waits until every source has ended; false if one still plays when the time is up. */
  public boolean awaitFinished(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    for (Entry entry : snapshot()) {
      long millis = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
      entry.thread().join(millis);
      if (entry.thread().isAlive()) {
        return false;
      }
    }
    return true;
  }

  /** Every source by id, the last thousand of those that have ended included: a copy. */
  public synchronized Map<String, SourceState> states() {
    Map<String, SourceState> states = new TreeMap<>();
    entries.forEach((sourceId, entry) -> states.put(sourceId, entry.source().state()));
    return states;
  }

  /** Stops every source in order, within about five seconds, and then the producer. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    List<Entry> all = snapshot();
    all.forEach(entry -> entry.source().stop());
    long deadline = System.nanoTime() + STOP_WITHIN.toNanos();
    all.forEach(entry -> await(entry, deadline));
    producer.close(STOP_WITHIN);
  }

  private synchronized void start(
      String sourceId, PlayingSource.Opening opening, double speed, boolean loop) {
    if (closed) {
      throw new IllegalStateException("ingest is closed: source " + sourceId + " is not started");
    }
    Entry known = entries.get(sourceId);
    if (known != null && known.thread().isAlive()) {
      throw new IllegalArgumentException("source " + sourceId + " is playing already");
    }
    if (entries.values().stream().filter(entry -> entry.thread().isAlive()).count() >= maxSources) {
      throw new IllegalStateException(
          "at most %d sources may play at once: %s is not started".formatted(maxSources, sourceId));
    }
    entries.remove(sourceId);
    forgetTheOldest();
    PlayingSource source =
        new PlayingSource(sourceId, opening, speed, loop, LOOK_AGAIN_AFTER, publisher, counters);
    Thread thread = new Thread(source, "ingest-" + sourceId);
    entries.put(sourceId, new Entry(source, thread));
    thread.start();
    log.info("Source {}: started", sourceId);
  }

  private void forgetTheOldest() {
    Iterator<Entry> oldest = entries.values().iterator();
    while (entries.size() >= MAX_REMEMBERED && oldest.hasNext()) {
      if (!oldest.next().thread().isAlive()) {
        oldest.remove();
      }
    }
  }

  private synchronized List<Entry> snapshot() {
    return List.copyOf(entries.values());
  }

  private long count(SourceState.Phase phase) {
    return snapshot().stream().filter(entry -> entry.source().state().phase() == phase).count();
  }

  private static void await(Entry entry, long deadline) {
    try {
      entry.thread().join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      if (entry.thread().isAlive()) {
        entry.thread().interrupt();
        entry.thread().join(STOP_WITHIN.toMillis());
      }
    } catch (InterruptedException e) {
      entry.thread().interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private static Producer<String, AudioFrame> producer(String bootstrapServers) {
    return new KafkaProducer<>(
        KafkaConfigs.producer(bootstrapServers, "argand-ingest"),
        new StringSerializer(),
        AvroCodec.of(AudioFrame.class).serializer());
  }

  private final class LoggedProblems implements FileProgramme.Problems {
    private final String sourceId;

    LoggedProblems(String sourceId) {
      this.sourceId = sourceId;
    }

    @Override
    public void unreadable(Path file, IOException reason) {
      counters.failed(IngestError.UNREADABLE_FILE);
      log.warn("Source {}: {} is left out: {}", sourceId, file, reason.getMessage());
    }

    @Override
    public void truncated(Path file) {
      counters.failed(IngestError.TRUNCATED_FILE);
      log.warn("Source {}: {} ends before its declared length", sourceId, file);
    }
  }
}
