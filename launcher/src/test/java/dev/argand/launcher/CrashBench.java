package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.argand.inference.Guarantee;
import dev.argand.launcher.broker.BrokerProcess;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Producers;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.Detection;
import dev.argand.schemas.avro.DetectionState;
import dev.argand.signal.CounterRandom;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker that can be killed, instances of recognition that can, sources that speak all the while,
 * and what can be read of them. It does what a supervisor does: what ended by itself is started
 * again.
 */
final class CrashBench implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CrashBench.class);

  /** Nothing new for so long is nothing new ever. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What was written too often may come late. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(1);

  /** Windows of each source that are progress: more than were on their way. */
  private static final int PROGRESS = 10;

  private final Path folder;
  private final Guarantee guarantee;
  private final int standbys;
  private final long seed;
  private final Map<String, InstanceProcess> instances = new LinkedHashMap<>();
  private final Speakers speakers;
  private final WindowLedger ledger;
  private BrokerProcess broker;
  private int lives;
  private int endedByThemselves;

  /**
   * Starts the broker and the sources; there is a champion.
   *
   * @param sources how many
   * @param pace from each 100 ms of audio to the next
   */
  CrashBench(Path folder, Guarantee guarantee, int sources, Duration pace, long seed)
      throws Exception {
    this(folder, guarantee, 0, sources, pace, seed);
  }

  /**
   * The same with standbys.
   *
   * @param standbys how many copies of each partition's state other instances keep
   */
  CrashBench(Path folder, Guarantee guarantee, int standbys, int sources, Duration pace, long seed)
      throws Exception {
    this.folder = folder;
    this.guarantee = guarantee;
    this.standbys = standbys;
    this.seed = seed;
    broker = BrokerProcess.start(folder.resolve("kafka"), 0);
    try {
      promote();
      speakers =
          new Speakers(
              broker.bootstrapServers(), sources, pace, CounterRandom.of(seed).at("speakers"));
      ledger = new WindowLedger(broker.bootstrapServers());
    } catch (Exception e) {
      broker.close();
      throw e;
    }
    speakers.start();
  }

  private void promote() throws Exception {
    try (Admin admin = Admin.create(KafkaConfigs.admin(broker.bootstrapServers(), "crash"));
        Producer<String, byte[]> producer = Producers.of(broker.bootstrapServers()).open("crash")) {
      TopicAdmin.ensure(admin, "", Topic.values());
      AliasEvent event = new AliasEvent("champion", "model", 0L, "test", "test", 0L);
      byte[] value = AvroCodec.of(AliasEvent.class).encode(event);
      String topic = Topic.MODEL_ALIASES.topicName("");
      producer.send(new ProducerRecord<>(topic, "champion", value)).get();
    }
  }

  /** Random draws of a use; the same for the same seed. */
  CounterRandom random(String use) {
    return CounterRandom.of(seed).at(use);
  }

  /** Starts an instance, or one that was lost again; it is not ready yet. */
  void start(String name) throws IOException {
    instances.put(
        name,
        InstanceProcess.start(
            name, folder, broker.bootstrapServers(), guarantee, standbys, seed + lives++));
  }

  InstanceProcess instance(String name) {
    return Objects.requireNonNull(instances.get(name), name);
  }

  /** Names of the instances that should be there. */
  List<String> names() {
    return List.copyOf(instances.keySet());
  }

  void awaitReady(String name) throws IOException, InterruptedException {
    instance(name).awaitReady(PATIENCE);
  }

  /** Kills an instance; nobody starts it again by itself. */
  void kill(String name) {
    instance(name).close();
    instances.remove(name);
  }

  /** An instance leaves in order. */
  void leave(String name) throws IOException, InterruptedException {
    instance(name).leave(PATIENCE);
    instances.remove(name);
  }

  /** Kills the broker and starts another one on its data, a while later. */
  void restartBroker(Duration later) throws IOException, InterruptedException {
    int port = Integer.parseInt(broker.bootstrapServers().replaceFirst(".*:", ""));
    broker.close();
    Thread.sleep(later.toMillis());
    broker = BrokerProcess.start(folder.resolve("kafka"), port);
  }

  /** Returns when every source has been recognised further. */
  void awaitProgress() throws IOException {
    Map<String, Integer> before = new HashMap<>();
    for (String source : speakers.sourceIds()) {
      before.put(source, ledger.windowsOf(source));
    }
    List<String> waiting = new ArrayList<>(speakers.sourceIds());
    long begin = System.nanoTime();
    while (!waiting.isEmpty()) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        fail("seed %d: after %s nothing new of %s; %s", seed, PATIENCE, waiting, lastWordsOfAll());
      }
      ledger.read(Duration.ofMillis(100));
      waiting.removeIf(
          source -> ledger.windowsOf(source) >= before.getOrDefault(source, 0) + PROGRESS);
      restartWhatEnded();
    }
    log.info("Every source got further in {} ms", (System.nanoTime() - begin) / 1_000_000);
  }

  /** Lets time pass, and reads meanwhile. */
  void pass(Duration length) throws IOException {
    long end = System.nanoTime() + length.toNanos();
    do {
      ledger.read(Duration.ofMillis(50));
      restartWhatEnded();
    } while (System.nanoTime() < end);
  }

  private void restartWhatEnded() throws IOException {
    for (String name : names()) {
      if (!instance(name).isAlive()) {
        log.warn("{} ended by itself: {}", name, instance(name).lastWords());
        endedByThemselves++;
        start(name);
      }
    }
  }

  private String lastWordsOfAll() throws IOException {
    StringBuilder words = new StringBuilder();
    for (String name : names()) {
      words.append(name).append(": ").append(instance(name).lastWords()).append('\n');
    }
    return words.toString();
  }

  /**
   * The sources end. Every window must have been recognised, with the scores of an uninterrupted
   * run and as often as the guarantee says; and what was said last of each detection must be what
   * an uninterrupted run says.
   *
   * @param atLeast windows that make the test worth its name
   * @return what was written of each detection
   */
  Map<String, List<DetectionState>> verify(int atLeast) throws Exception {
    for (String name : names()) {
      awaitReady(name);
    }
    speakers.end();
    EnergyModel model = new EnergyModel("model");
    Map<String, List<Float>> expected = speakers.expected(model);
    log.info(
        "{} sources had {} sessions; {} instances ended by themselves",
        speakers.sourceIds().size(),
        speakers.sessions(),
        endedByThemselves);
    assertThat(expected).hasSizeGreaterThan(atLeast);
    ledger.verify(guarantee, expected, PATIENCE, Long.toString(seed));
    return verifyDetections(speakers.expectedDetections(model));
  }

  private Map<String, List<DetectionState>> verifyDetections(Map<String, List<Long>> expected) {
    Map<String, List<DetectionState>> states = new HashMap<>();
    Map<String, Detection> last = new HashMap<>();
    try (CommittedReader<Detection> reader =
        new CommittedReader<>(broker.bootstrapServers(), "", Topic.DETECTIONS, Detection.class)) {
      long quietSince = System.nanoTime();
      while (System.nanoTime() - quietSince < patience(last, expected)) {
        List<Detection> news = new ArrayList<>();
        reader.read(Duration.ofMillis(200), news::add);
        for (Detection detection : news) {
          quietSince = System.nanoTime();
          String id = detection.getDetectionId();
          states.computeIfAbsent(id, first -> new ArrayList<>()).add(detection.getState());
          last.merge(id, detection, this::valid);
        }
      }
    }
    log.info("{} detections expected, {} read", expected.size(), last.size());
    assertThat(states).as("detections, seed %d", seed).isNotEmpty();
    assertThat(last.values())
        .as("what holds of each detection, seed %d", seed)
        .allMatch(CrashBench::isClosed);
    Map<String, List<Long>> extents = new HashMap<>();
    last.forEach(
        (id, one) ->
            extents.put(
                id,
                List.of(
                    one.getFirstWindowIndex(),
                    one.getLastWindowIndex(),
                    (long) one.getWindowCount())));
    assertThat(extents).as("detections, seed %d", seed).isEqualTo(expected);
    return states;
  }

  /**
   * Which of two records of an event holds, as docs/streams.md tells readers. With exactly-once it
   * is the one that was written last. With at-least-once an instance that was stopped for too long
   * still sends what it had ready, after what others have written meanwhile.
   */
  private Detection valid(Detection before, Detection now) {
    if (guarantee == Guarantee.EXACTLY_ONCE) {
      return now;
    }
    long further = now.getLastWindowIndex() - before.getLastWindowIndex();
    return further > 0 || further == 0 && isClosed(now) ? now : before;
  }

  private static long patience(Map<String, Detection> last, Map<String, List<Long>> expected) {
    boolean all =
        last.size() >= expected.size() && last.values().stream().allMatch(CrashBench::isClosed);
    return (all ? AFTERWARDS : PATIENCE).toNanos();
  }

  private static boolean isClosed(Detection detection) {
    return detection.getState() == DetectionState.CLOSED;
  }

  @Override
  public void close() throws InterruptedException {
    instances.values().forEach(InstanceProcess::close);
    ledger.close();
    broker.close();
    speakers.close();
  }
}
