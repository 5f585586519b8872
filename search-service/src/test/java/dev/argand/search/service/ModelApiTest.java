package dev.argand.search.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.argand.search.model.ModelDesk;
import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes against their description, and what is refused before Kafka is asked anything. */
class ModelApiTest {
  private final ModelDesk desk = new ModelDesk("127.0.0.1:1", "", Clock.systemUTC());
  private final HttpClient http = HttpClient.newHttpClient();
  private Javalin server;

  @BeforeEach
  void start() {
    server = Javalin.create(config -> config.showJavalinBanner = false);
    ModelApi.register(server, desk);
    server.start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    server.stop();
    desk.close();
  }

  @Test
  void document_hasEveryRoute_andNoOther() throws Exception {
    HttpResponse<String> answer = send(request("/api/openapi.json").GET());
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode document = new ObjectMapper().readTree(answer.body());
    Set<String> described = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      path.getValue()
          .fieldNames()
          .forEachRemaining(
              method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
    }
    assertThat(described)
        .isEqualTo(
            ModelApi.routes(desk).stream()
                .map(route -> route.method().name() + " " + route.path())
                .collect(Collectors.toSet()));
    // Each parameter of a path is described.
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      Set<String> named =
          path.getValue().findValues("parameters").stream()
              .flatMap(all -> all.findValuesAsText("name").stream())
              .collect(Collectors.toSet());
      java.util.regex.Pattern.compile("\\{(\\w+)}")
          .matcher(path.getKey())
          .results()
          .forEach(found -> assertThat(named).as(path.getKey()).contains(found.group(1)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/models/2/canary|{\"who\":\"a\",\"why\":\"b\",\"percent\":101}|percent: a whole"
            + " number",
        "/api/models/2/canary|{\"who\":\"a\",\"why\":\"b\"}|percent: a whole number",
        "/api/models/2/canary|{\"who\":\"a\",\"percent\":5}|why: text",
        "/api/models/2/promote|{\"who\":\"a\",\"why\":\"b\",\"labels\":[]}|labels: a JSON object",
        "/api/models/2/promote|{\"who\":\"a\",\"why\":\"b\",\"labels\":{\"x\":1}}|labels: a new"
            + " label",
        "/api/models/2/shadow|{\"who\":\"a\",\"why\":\"b\",\"percent\":5,\"part\":1}|part: one of",
        "/api/models/rollback|no json|body: a JSON object was expected"
      })
  void whatIsNotAsDescribed_isRefusedWithItsName(String path, String body, String said)
      throws Exception {
    HttpResponse<String> answer =
        send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new ObjectMapper().readTree(answer.body()).path("error").asText()).contains(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1441", "an hour"})
  void comparison_ofMinutesThatAreNone_isRefused(String minutes) throws Exception {
    HttpResponse<String> answer =
        send(request("/api/models/comparison?minutes=" + minutes.replace(" ", "%20")).GET());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("minutes: a whole number from 1 to 1440 was expected, was " + minutes);
  }

  @Test
  void nameThatHasAMeaning_isNotOnesOwn() throws Exception {
    HttpResponse<String> answer =
        send(
            request("/api/models/aliases/champion")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"who\":\"a\",\"why\":\"b\",\"model\":\"2\"}")));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("none of", "champion");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
