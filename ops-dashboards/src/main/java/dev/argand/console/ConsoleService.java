package dev.argand.console;

import dev.argand.console.board.Boards;
import dev.argand.console.spectrum.SpectrumDesk;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Lifecycle;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import io.javalin.Javalin;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The web console of an installation, on a process's HTTP server: {@code GET /} and its files under
 * {@code /console/}, {@code GET /api/console/state} and {@code GET /api/console/events}.
 *
 * <p>It reads topics outside every group and writes none. Its memory is bounded whatever comes;
 * spectra are computed only of sources that an open page watches. A broker that goes away is waited
 * for, and the page says so. Thread-safe.
 */
public final class ConsoleService implements AutoCloseable {
  /** Frames to begin with: enough to know a source that stopped just before. */
  private static final long FRAMES_BEFORE = 100;

  private static final Map<Topic, Long> AUDIO = Map.of(Topic.AUDIO_FRAMES, FRAMES_BEFORE);

  private static final Map<Topic, Long> RECORDS =
      Map.of(
          Topic.RECOGNITIONS, 60L,
          Topic.MODELS, TopicFollower.ALL,
          Topic.MODEL_ALIASES, TopicFollower.ALL,
          Topic.MODEL_DEPLOYMENTS, TopicFollower.ALL,
          Topic.EVALUATIONS, TopicFollower.ALL,
          Topic.SEARCH_REQUESTS, 1_000L,
          Topic.SEARCH_PROGRESS, 50_000L);

  private final Lifecycle parts = new Lifecycle();
  private final Boards boards = new Boards();
  private final SpectrumDesk spectra = new SpectrumDesk();
  private final FeedStatus feeds = new FeedStatus();
  private final EventStream events;

  private ConsoleService(Clock clock) {
    this.events = new EventStream(boards, spectra, feeds, clock);
  }

  /**
   * Starts reading and adds the console's routes to a server, which may be running already. The
   * topics may come later.
   *
   * @param bootstrapServers Kafka's addresses
   * @param topicPrefix what the topics' names begin with
   * @param server where it is served; stays the caller's
   * @param clock tells how old a frame or a deployment is
   */
  public static ConsoleService start(
      String bootstrapServers, String topicPrefix, Javalin server, Clock clock) {
    ConsoleService console = new ConsoleService(clock);
    new Pages().register(server);
    console.events.start(server);
    console.parts.own("console's pages", console.events);
    AudioFeed audio =
        new AudioFeed(
            console.boards, console.spectra, console.feeds, clock, console.events::spectrum);
    console.follow("console-audio", bootstrapServers, topicPrefix, AUDIO, audio);
    console.follow("console-records", bootstrapServers, topicPrefix, RECORDS, console::record);
    return console;
  }

  /** Stops reading and ends every open page's stream. The routes stay until the server stops. */
  @Override
  public void close() {
    parts.close();
  }

  private void follow(
      String name,
      String bootstrapServers,
      String topicPrefix,
      Map<Topic, Long> topics,
      TopicFollower.Handler handler) {
    Map<String, Object> configs = KafkaConfigs.consumer(bootstrapServers, name, null);
    configs.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
    TopicFollower follower =
        new TopicFollower(
            name,
            () ->
                new KafkaConsumer<>(
                    configs, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
            topicPrefix,
            topics,
            handler,
            feeds);
    parts.own(name, follower).start();
  }

  private void record(Topic topic, ConsumerRecord<byte[], byte[]> record, boolean isLive) {
    if (record.value() == null) {
      byte[] key = record.key() == null ? new byte[0] : record.key();
      boards.tombstone(topic, new String(key, StandardCharsets.UTF_8));
      return;
    }
    try {
      boards.record(topic, record.value());
    } catch (WireFormatException e) {
      feeds.unreadable(topic, String.valueOf(e.getMessage()));
    }
  }
}
