package dev.argand.search.label;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.runtime.Health;
import dev.argand.runtime.Telemetry;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.Label;
import dev.argand.testkit.ManualClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LabelApiTest {
  private static final String ONE =
      """
      {"sourceId":"porch","sessionId":"s1","firstSampleIndex":3,"endSampleIndex":9,
       "label":"bell","who":"ann","labelId":"%s"}""";

  private final MockProducer<String, Label> producer =
      new MockProducer<>(
          true,
          new RoundRobinPartitioner(),
          new StringSerializer(),
          AvroCodec.of(Label.class).serializer());
  private final HttpClient client = HttpClient.newHttpClient();
  private Telemetry telemetry;

  @BeforeEach
  void serve() throws Exception {
    telemetry = new Telemetry("127.0.0.1", 0, new Health());
    LabelApi.register(
        telemetry.server(),
        new LabelDesk(producer, "", new ManualClock(Instant.parse("2026-01-01T00:00:00Z"))));
  }

  @AfterEach
  void stop() {
    telemetry.close();
  }

  @Test
  void post_one_answers201WithItsId() throws Exception {
    HttpResponse<String> answer = post(ONE.formatted("a1"));
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).isEqualTo("{\"labelIds\":[\"a1\"]}");
    Label sent = producer.history().get(0).value();
    assertThat(sent.getFirstSampleIndex()).isEqualTo(3);
    assertThat(sent.getWho()).isEqualTo("ann");
  }

  @Test
  void post_tenThousand_areTakenInOneBody() throws Exception {
    StringBuilder body = new StringBuilder("[");
    for (int i = 0; i < 10_000; i++) {
      body.append(i == 0 ? "" : ",").append(ONE.formatted("id-" + i));
    }
    HttpResponse<String> answer = post(body.append("]").toString());
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(producer.history()).extracting(ProducerRecord::key).contains("id-0", "id-9999");
    assertThat(producer.history()).hasSize(10_000);
  }

  @Test
  void post_utcTimes_areTaken() throws Exception {
    HttpResponse<String> answer =
        post(
            """
            {"sourceId":"porch","start":"2026-01-01T00:00:01Z","end":"2026-01-01T00:00:02.5Z",
             "label":"bell","who":"ann","note":"loud"}""");
    assertThat(answer.statusCode()).isEqualTo(201);
    Label sent = producer.history().get(0).value();
    assertThat(sent.getEndTimeMicros() - sent.getStartTimeMicros()).isEqualTo(1_500_000);
    assertThat(sent.getNote()).isEqualTo("loud");
  }

  @Test
  void post_wrongBodies_answer400WithOneLine() throws Exception {
    for (List<String> wrong :
        List.of(
            List.of("", "object"),
            List.of("{", "JSON was expected"),
            List.of("3", "an object or an array"),
            List.of("[3]", "label 0"),
            List.of("{\"sourceID\":\"porch\"}", "sourceID"),
            List.of(ONE.formatted("a1").replace("\"ann\"", "\"\""), "who"),
            List.of(ONE.formatted("audit/porch"), "an id of your own"),
            List.of(ONE.formatted("a1").replace("3,", "3.5,"), "firstSampleIndex"),
            List.of(ONE.formatted("a1").replace("3,", "\"3\","), "a whole number"),
            List.of("[" + ONE.formatted("a1").replace("9,", "2,") + "]", "endSampleIndex"),
            List.of("{\"sourceId\":\"p\",\"start\":\"noon\"}", "a UTC time"))) {
      HttpResponse<String> answer = post(wrong.get(0));
      assertThat(answer.statusCode()).as(wrong.get(0)).isEqualTo(400);
      assertThat(answer.body()).startsWith("{\"error\":\"").contains(wrong.get(1));
    }
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void post_kafkaAway_answers503() throws Exception {
    producer.sendException = new KafkaException("nobody answers");
    HttpResponse<String> answer = post(ONE.formatted("a1"));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("nobody answers");
  }

  @Test
  void delete_withdraws_andNeedsWho() throws Exception {
    assertThat(delete("/api/labels/front%20porch/a1?who=ann").statusCode()).isEqualTo(204);
    Label sent = producer.history().get(0).value();
    assertThat(sent.getSourceId()).isEqualTo("front porch");
    assertThat(sent.getLabel()).isNull();

    HttpResponse<String> answer = delete("/api/labels/porch/a1");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("who");
  }

  private HttpResponse<String> post(String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(telemetry.address() + "/api/labels"))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> delete(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(telemetry.address() + path)).DELETE().build(),
        BodyHandlers.ofString());
  }
}
