package dev.argand.launcher;

import dev.argand.runtime.Producers;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.signal.CounterRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sources that speak on a thread of their own, 100 ms a round. Every third of them is restless:
 * again and again it begins a new session without a last word for the old one, of which frames come
 * between those of the new one and are not to be heard.
 */
final class Speakers implements AutoCloseable {
  private static final AvroCodec<AudioFrame> CODEC = AvroCodec.of(AudioFrame.class);

  /** A restless source keeps a session for as many rounds, on average. */
  private static final int ROUNDS_A_SESSION = 60;

  private static final int LATE_FRAMES = 3;

  private final Producer<String, byte[]> producer;
  private final Duration pace;
  private final List<Speaker> speakers = new ArrayList<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::speak, "speakers");

  /**
   * Sources that are silent yet.
   *
   * @param pace from round to round
   */
  Speakers(String bootstrapServers, int count, Duration pace, CounterRandom random) {
    this.producer = Producers.of(bootstrapServers).open("speakers");
    this.pace = pace;
    for (int i = 0; i < count; i++) {
      speakers.add(new Speaker(i, random.at(i)));
    }
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  List<String> sourceIds() {
    return speakers.stream().map(speaker -> speaker.sourceId).toList();
  }

  int sessions() {
    return speakers.stream().mapToInt(speaker -> speaker.sessions.size()).sum();
  }

  /** Says the last words; returns once all that was said has arrived. */
  void end() throws Exception {
    ended.set(true);
    thread.join();
    for (Speaker speaker : speakers) {
      send(speaker.session().lastWord());
    }
    producer.flush();
    Exception lost = failure.get();
    if (lost != null) {
      throw new IllegalStateException("a frame was lost before Kafka had it", lost);
    }
  }

  /** Scores by window id of an uninterrupted run. */
  Map<String, List<Float>> expected(EnergyModel model) {
    Map<String, List<Float>> expected = new LinkedHashMap<>();
    for (Speaker speaker : speakers) {
      speaker.sessions.forEach(session -> expected.putAll(session.expected(model)));
    }
    return expected;
  }

  /** Detections of an uninterrupted run, see {@link NoiseSource#expectedDetections}. */
  Map<String, List<Long>> expectedDetections(EnergyModel model) {
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    for (Speaker speaker : speakers) {
      speaker.sessions.forEach(session -> expected.putAll(session.expectedDetections(model)));
    }
    return expected;
  }

  private void speak() {
    long due = System.nanoTime();
    while (!ended.get()) {
      speakers.forEach(Speaker::speak);
      due += pace.toNanos();
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }
  }

  private void send(AudioFrame frame) {
    producer.send(
        new ProducerRecord<>(
            Topic.AUDIO_FRAMES.topicName(""), frame.getSourceId(), CODEC.encode(frame)),
        (metadata, exception) -> {
          if (exception != null) {
            failure.compareAndSet(null, exception);
          }
        });
  }

  @Override
  public void close() throws InterruptedException {
    ended.set(true);
    if (thread.isAlive()) {
      thread.join();
    }
    producer.close(Duration.ZERO);
  }

  private final class Speaker {
    private final String sourceId;
    private final int sampleRateHz;
    private final boolean restless;
    private final CounterRandom random;
    private final CounterRandom restlessness;
    private final List<NoiseSource> sessions = new ArrayList<>();
    private final Deque<AudioFrame> late = new ArrayDeque<>();

    Speaker(int number, CounterRandom random) {
      this.sourceId = "speaker-" + number;
      this.sampleRateHz = number % 2 == 0 ? 8_000 : 12_000;
      this.restless = number % 3 == 0;
      this.random = random;
      this.restlessness = random.at("restless");
      begin();
    }

    NoiseSource session() {
      return sessions.get(sessions.size() - 1);
    }

    private void begin() {
      int number = sessions.size();
      sessions.add(new NoiseSource(sourceId, number, sampleRateHz, random.at(number)));
    }

    void speak() {
      if (restless && session().hasSpoken() && restlessness.nextInt(ROUNDS_A_SESSION) == 0) {
        late.clear();
        for (int i = 0; i < LATE_FRAMES; i++) {
          late.add(session().tooLate(i));
        }
        begin();
      }
      send(session().next());
      AudioFrame old = late.poll();
      if (old != null) {
        send(old);
      }
    }
  }
}
