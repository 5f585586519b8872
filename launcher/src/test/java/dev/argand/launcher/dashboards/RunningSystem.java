package dev.argand.launcher.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.argand.launcher.standalone.Home;
import dev.argand.launcher.standalone.Standalone;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.Recognition;
import dev.argand.search.label.LabelDesk;
import dev.argand.search.label.LabelDraft;
import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A standalone that does everything that dashboards show: it hears, is labelled, and searches. */
final class RunningSystem implements AutoCloseable {
  private static final int RATE_HZ = 16_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Freezing the data set comes before the answer. */
  private static final Duration DEADLINE = Duration.ofMinutes(4);

  private static final String WHO = "DashboardsIT";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Standalone standalone;

  RunningSystem(Path folder) throws Exception {
    standalone = Standalone.start(new Home(folder), 0, 0, Map.of());
  }

  /** Host and port of the meters. */
  String target() {
    return standalone.address().replace("http://", "");
  }

  /** Noise from two sources, at real time. */
  void play(int seconds) {
    for (int source = 0; source < 2; source++) {
      CounterRandom random = CounterRandom.of(source);
      float[] samples = new float[seconds * RATE_HZ];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = random.nextFloat(-0.3f, 0.3f);
      }
      standalone.ingest().add("noise-" + source, new AudioClip(samples, RATE_HZ), 1);
    }
  }

  /** A person's wish for a search of the least size. */
  void search() throws Exception {
    post(
        "/api/searches",
        """
        {"who": "%s", "why": "panels need data", "data": "bundled:events", "profile": "smoke", "seed": 1}
        """
            .formatted(WHO),
        201);
  }

  /** Whether the search has ended and its model can be had. */
  boolean hasModel() throws Exception {
    return get("/api/searches").path("running").isNull()
        && !get("/api/models").path("models").isEmpty();
  }

  /** Makes the model the champion, if the gate has not: one so small may be too bad for it. */
  void promote() throws Exception {
    if (get("/api/models").path("champion").isNull()) {
      post(
          "/api/models/1/promote",
          "{\"who\": \"%s\", \"why\": \"something must serve\"}".formatted(WHO),
          200);
    }
  }

  /**
   * Labels the windows heard so far, every third otherwise than it was recognised, unless there are
   * too few yet.
   *
   * @return whether there were enough
   */
  boolean label(int atLeast) throws Exception {
    List<LabelDraft> labels = new ArrayList<>();
    List<Recognition> recognitions = recognitions();
    if (recognitions.size() < atLeast) {
      return false;
    }
    for (Recognition heard : recognitions) {
      String said = heard.getAccepted() ? heard.getLabel() : "background";
      labels.add(
          LabelDraft.ofWindow(
              heard.getSourceId(),
              heard.getWindowId(),
              labels.size() % 3 == 0 ? "something else" : said,
              WHO));
    }
    try (LabelDesk desk =
        new LabelDesk(standalone.bootstrapServers(), standalone.topicPrefix(), Clock.systemUTC())) {
      desk.giveAll(labels);
      return true;
    }
  }

  @Override
  public void close() {
    standalone.close();
  }

  private List<Recognition> recognitions() {
    String topic = Topic.RECOGNITIONS.topicName(standalone.topicPrefix());
    List<Recognition> heard = new ArrayList<>();
    try (Consumer<byte[], Recognition> consumer =
        new KafkaConsumer<>(
            KafkaConfigs.consumer(standalone.bootstrapServers(), "dashboards-it", null),
            new ByteArrayDeserializer(),
            AvroCodec.of(Recognition.class).deserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, Topic.RECOGNITIONS.partitions())
              .mapToObj(i -> new TopicPartition(topic, i))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> heard.add(record.value()));
      }
    }
    return heard;
  }

  private JsonNode get(String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(standalone.address() + path)), 200);
  }

  private void post(String path, String json, int expected) throws Exception {
    send(
        HttpRequest.newBuilder(URI.create(standalone.address() + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)),
        expected);
  }

  private JsonNode send(HttpRequest.Builder request, int expected) throws Exception {
    HttpResponse<String> answer =
        http.send(request.timeout(DEADLINE).build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != expected) {
      throw new IllegalStateException(
          "%s: %d was expected, was %d: %s"
              .formatted(answer.uri(), expected, answer.statusCode(), answer.body()));
    }
    return JSON.readTree(answer.body());
  }
}
