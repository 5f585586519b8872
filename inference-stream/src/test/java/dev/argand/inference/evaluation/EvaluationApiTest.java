package dev.argand.inference.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.argand.runtime.Health;
import dev.argand.runtime.Telemetry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvaluationApiTest {
  private final AccuracyTable table = new AccuracyTable();
  private Telemetry telemetry;

  @BeforeEach
  void start() throws Exception {
    telemetry = new Telemetry("127.0.0.1", 0, new Health());
    EvaluationApi.register(telemetry.server(), table);
  }

  @AfterEach
  void stop() {
    telemetry.close();
  }

  @Test
  void nothing_isAnEmptyList() throws Exception {
    assertThat(get()).isEqualTo(new ObjectMapper().readTree("{\"versions\":[]}"));
  }

  @Test
  void accuracy_comesWithItsIntervals() throws Exception {
    for (int i = 0; i < 10; i++) {
      String said = i < 8 ? "dog" : "cat";
      table.fold(0, 0, "w" + i, AccuracyTableTest.evaluation("w" + i, "porch", "dog", said, 2, i));
    }
    JsonNode versions = get().get("versions");

    assertThat(versions).hasSize(1);
    JsonNode version = versions.get(0);
    assertThat(version.get("version").asInt()).isEqualTo(2);
    assertThat(version.get("digest").asText()).isEqualTo("digest-2");
    assertShare(version, "accuracy");
    assertShare(version.get("recent"), "accuracy");
    assertThat(version.get("labels").get(0).get("label").asText()).isEqualTo("dog");
    assertShare(version.get("labels").get(0), "recall");
    assertThat(version.get("sources").get(0).get("source").asText()).isEqualTo("porch");
    assertShare(version.get("sources").get(0), "accuracy");
    assertThat(version.get("confusion").toString()).isEqualTo("{\"dog\":{\"cat\":2,\"dog\":8}}");
  }

  private static void assertShare(JsonNode share, String name) {
    assertThat(share.get("n").asLong()).isEqualTo(10);
    assertThat(share.get(name).asDouble()).isEqualTo(0.8);
    assertThat(share.get("low").asDouble()).isCloseTo(0.4901625, within(1e-6));
    assertThat(share.get("high").asDouble()).isCloseTo(0.9433178, within(1e-6));
  }

  private JsonNode get() throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(telemetry.address() + "/api/accuracy")).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }
}
