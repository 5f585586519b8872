package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.argand.inference.evaluation.AccuracyTable;
import dev.argand.inference.evaluation.EvaluationConfig;
import dev.argand.inference.evaluation.EvaluationService;
import dev.argand.inference.evaluation.Judgement;
import dev.argand.launcher.broker.EmbeddedBroker;
import dev.argand.runtime.Health;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Telemetry;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.SourcePartition;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WindowId;
import dev.argand.schemas.avro.Evaluation;
import dev.argand.schemas.avro.Label;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.schemas.avro.WindowDecision;
import dev.argand.signal.CounterRandom;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Labels that come early, late, revised and withdrawn, and a restart in between: at the end the
 * meters are what a batch over the two topics says.
 */
@Tag("beside")
final class EvaluationIT {
  private static final String PREFIX = "it.";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long EPOCH_MICROS = 1_700_000_000_000_000L;
  private static final int WINDOWS = 150;
  private static final int RECENT = 200;
  private static final String METERS = "argand_evaluation_";
  private static final List<String> SOURCES = List.of("porch", "attic", "shed & yard");
  private static final List<String> SOUNDS = List.of("background", "bell", "dog");

  @TempDir Path folder;

  private final CounterRandom random = CounterRandom.of(11);
  private EmbeddedBroker broker;
  private Producer<String, byte[]> producer;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
    try (Admin admin = Admin.create(KafkaConfigs.admin(broker.bootstrapServers(), "it"))) {
      TopicAdmin.ensure(admin, PREFIX, Topic.RECOGNITIONS, Topic.LABELS);
    }
    producer =
        new KafkaProducer<>(
            KafkaConfigs.producer(broker.bootstrapServers(), "it"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    producer.close();
    broker.close();
  }

  @Test
  void meters_areThoseOfTheBatch_alsoAfterARestart() throws Exception {
    try (Telemetry telemetry = telemetry();
        EvaluationService first = service(telemetry)) {
      labelled("early", 40, 0, WINDOWS);
      heard(0, WINDOWS / 2, "digest-1", 1);
      labelled("live", 60, 0, WINDOWS / 2);
      producer.send(record(Topic.LABELS, "porch", "poison", new byte[] {1, 2, 3}));
      producer.flush();
      awaitBatch(first);
    }
    // What happens while nobody evaluates is not lost.
    heard(WINDOWS / 2, WINDOWS, "digest-2", 2);
    revised("early", 40);
    try (Telemetry telemetry = telemetry();
        EvaluationService second = service(telemetry)) {
      labelled("late", 60, 0, WINDOWS);
      revised("live", 60);
      producer.flush();
      Map<String, Evaluation> batch = awaitBatch(second);

      assertThat(batch).hasSizeGreaterThan(50);
      assertThat(batch.values()).extracting(Evaluation::getModelVersion).contains(1, 2);
      assertMeters(telemetry, batch);
      // The alerts on stream threads read these.
      for (String meter : List.of("alive_stream_threads", "failed_stream_threads_total")) {
        assertThat(scrape(telemetry))
            .containsPattern("kafka_stream_" + meter + "\\{client_id=\"argand-evaluation-");
      }
      assertThat(evaluationPartitions()).isEqualTo(3);
    }
  }

  private static Telemetry telemetry() throws Exception {
    return new Telemetry("127.0.0.1", 0, new Health());
  }

  private EvaluationService service(Telemetry telemetry) {
    return EvaluationService.start(
        EvaluationConfig.of(broker.bootstrapServers(), PREFIX, folder.resolve("state")),
        telemetry.registry(),
        new Health());
  }

  private void heard(int from, int to, String digest, int version) {
    for (String source : SOURCES) {
      for (int k = from; k < to; k++) {
        byte[] value =
            AvroCodec.of(Recognition.class).encode(recognition(source, k, digest, version));
        producer.send(new ProducerRecord<>(Topic.RECOGNITIONS.topicName(PREFIX), source, value));
      }
    }
    producer.flush();
  }

  private Recognition recognition(String source, int k, String digest, int version) {
    String frontEnd = "f".repeat(64);
    long first = k * 8_000L;
    int said = random.nextInt(3);
    return Recognition.newBuilder()
        .setDecision(WindowDecision.ACCEPTED)
        .setLevelDbfs(null)
        .setQuality(List.of())
        .setWindowId(WindowId.of(source, "0001", Route.CHAMPION, frontEnd, k))
        .setSourceId(source)
        .setSessionId("0001")
        .setRoute(Route.CHAMPION)
        .setFrontEndDigest(frontEnd)
        .setWindowIndex(k)
        .setFirstSampleIndex(first)
        .setSampleCount(16_000)
        .setSampleRateHz(16_000)
        .setStartTimeMicros(micros(first))
        .setEndTimeMicros(micros(first + 16_000))
        .setModelDigest(digest)
        .setModelVersion(version)
        .setAliasGeneration(version)
        .setLabel(SOUNDS.get(said))
        .setScore(0.5f)
        .setThreshold(0.4f)
        .setAccepted(said != 0)
        .setScores(List.of(0.5f, 0.25f, 0.25f))
        .build();
  }

  private void labelled(String name, int count, int fromWindow, int toWindow) {
    for (int i = 0; i < count; i++) {
      String source = SOURCES.get(i % SOURCES.size());
      long first = (fromWindow + random.nextInt(toWindow - fromWindow)) * 8_000L;
      long end = first + 2_000 + random.nextInt(60_000);
      Label.Builder label = label(name + "-" + i, source, SOUNDS.get(random.nextInt(3)));
      switch (i % 3) {
        case 0 -> label.setStartTimeMicros(micros(first)).setEndTimeMicros(micros(end));
        case 1 ->
            label.setWindowId(
                WindowId.of(source, "0001", Route.CHAMPION, "f".repeat(64), first / 8_000));
        default -> label.setSessionId("0001").setFirstSampleIndex(first).setEndSampleIndex(end);
      }
      send(label.build());
    }
  }

  /** A third is moved, a third is withdrawn, a third is left. */
  private void revised(String name, int count) {
    for (int i = 0; i < count; i++) {
      String source = SOURCES.get(i % SOURCES.size());
      int what = random.nextInt(3);
      if (what == 0) {
        long first = random.nextInt(WINDOWS) * 8_000L;
        send(
            label(name + "-" + i, source, "dog")
                .setSessionId("0001")
                .setFirstSampleIndex(first)
                .setEndSampleIndex(first + 40_000)
                .build());
      } else if (what == 1) {
        send(label(name + "-" + i, source, null).build());
      }
    }
  }

  private Label.Builder label(String id, String source, @Nullable String heard) {
    return Label.newBuilder()
        .setLabelId(id)
        .setSourceId(source)
        .setLabel(heard)
        .setWho("it")
        .setAtMicros(random.nextInt(1_000));
  }

  private void send(Label label) {
    byte[] value = AvroCodec.of(Label.class).encode(label);
    producer.send(record(Topic.LABELS, label.getSourceId(), label.getLabelId(), value));
  }

  private static ProducerRecord<String, byte[]> record(
      Topic topic, String source, String key, byte[] value) {
    return new ProducerRecord<>(
        topic.topicName(PREFIX), SourcePartition.of(source, topic.partitions()), key, value);
  }

  /** Waits until the service knows what a batch over all of both topics says. */
  private Map<String, Evaluation> awaitBatch(EvaluationService service) {
    Map<String, Evaluation> batch = batch();
    AccuracyTable expected = new AccuracyTable();
    batch.forEach((windowId, evaluation) -> expected.fold(0, 0, windowId, evaluation));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(service.table().snapshot()).isEqualTo(expected.snapshot()));
    return batch;
  }

  private Map<String, Evaluation> batch() {
    Map<String, Label> labels = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : read(Topic.LABELS)) {
      if (record.value().length > 3) {
        Label label = AvroCodec.of(Label.class).deserializer().deserialize("", record.value());
        labels.put(label.getLabelId(), label);
      }
    }
    Map<String, Evaluation> batch = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : read(Topic.RECOGNITIONS)) {
      Recognition recognition =
          AvroCodec.of(Recognition.class).deserializer().deserialize("", record.value());
      Judgement.evaluate(recognition, labels.values())
          .ifPresent(evaluation -> batch.put(evaluation.getWindowId(), evaluation));
    }
    return batch;
  }

  /** Every series of /metrics about accuracy, and no other, is what the batch's windows say. */
  private static void assertMeters(Telemetry telemetry, Map<String, Evaluation> batch) {
    Map<String, Double> expected = new TreeMap<>();
    Map<Integer, List<Evaluation>> versions = by(batch.values(), Evaluation::getModelVersion);
    versions.forEach(
        (version, judged) -> {
          String tag = "version=\"%d\"".formatted(version);
          expected.put("accuracy{%s}".formatted(tag), accuracy(judged));
          expected.put("accuracy_recent{%s}".formatted(tag), accuracy(newest(judged)));
          by(judged, Evaluation::getMeant)
              .forEach(
                  (meant, some) -> {
                    expected.put(
                        "windows{label=\"%s\",%s}".formatted(meant, tag), (double) some.size());
                    expected.put(
                        "label_recall{label=\"%s\",%s}".formatted(meant, tag), accuracy(some));
                    by(some, Evaluation::getSaid)
                        .forEach(
                            (said, cell) ->
                                expected.put(
                                    "confusion_windows{meant=\"%s\",said=\"%s\",%s}"
                                        .formatted(meant, said, tag),
                                    (double) cell.size()));
                  });
          by(judged, Evaluation::getSourceId)
              .forEach(
                  (source, some) ->
                      expected.put(
                          "source_accuracy{source=\"%s\",%s}".formatted(source, tag),
                          accuracy(some)));
        });
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(scraped(telemetry)).isEqualTo(expected));
  }

  private static <K extends Comparable<K>> Map<K, List<Evaluation>> by(
      Collection<Evaluation> evaluations, Function<Evaluation, K> key) {
    return evaluations.stream()
        .collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
  }

  private static double accuracy(List<Evaluation> judged) {
    long right = judged.stream().filter(one -> one.getMeant().equals(one.getSaid())).count();
    return (double) right / judged.size();
  }

  private static List<Evaluation> newest(List<Evaluation> judged) {
    return judged.stream()
        .sorted(
            Comparator.comparingLong(Evaluation::getStartTimeMicros)
                .thenComparing(Evaluation::getWindowId)
                .reversed())
        .limit(RECENT)
        .toList();
  }

  /** Gauges of the evaluation in Prometheus's text, without what all names begin with. */
  private static String scrape(Telemetry telemetry) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(telemetry.address() + "/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static Map<String, Double> scraped(Telemetry telemetry) throws Exception {
    Map<String, Double> series = new TreeMap<>();
    scrape(telemetry)
        .lines()
        .filter(line -> line.startsWith(METERS) && line.contains("version=\""))
        .forEach(
            line -> {
              int end = line.lastIndexOf(' ');
              series.put(
                  line.substring(METERS.length(), end), Double.valueOf(line.substring(end + 1)));
            });
    return series;
  }

  /** Partitions that hold evaluations, each of which must be its source's. */
  private long evaluationPartitions() {
    List<ConsumerRecord<byte[], byte[]>> records = read(Topic.EVALUATIONS);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      String source =
          SOURCES.stream()
              .filter(
                  name ->
                      new String(record.key(), StandardCharsets.UTF_8)
                          .startsWith(
                              WindowId.of(name, "0001", Route.CHAMPION, "f".repeat(64), 0)
                                  .replaceAll("/0001.*", "/")))
              .findFirst()
              .orElseThrow();
      assertThat(record.partition())
          .isEqualTo(SourcePartition.of(source, Topic.EVALUATIONS.partitions()));
    }
    return records.stream().map(ConsumerRecord::partition).distinct().count();
  }

  private List<ConsumerRecord<byte[], byte[]>> read(Topic topic) {
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(broker.bootstrapServers(), "it-reader", null),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, topic.partitions())
              .mapToObj(i -> new TopicPartition(topic.topicName(PREFIX), i))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  private static long micros(long sample) {
    return EPOCH_MICROS + sample * 1_000_000 / 16_000;
  }
}
