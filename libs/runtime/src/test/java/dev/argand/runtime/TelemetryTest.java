package dev.argand.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TelemetryTest {
  private static final String LOOPBACK = "127.0.0.1";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Health health = new Health();
  private final List<Telemetry> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(Telemetry::close);
  }

  @Test
  void metrics_holdOwnMetersAndTheJvms() throws Exception {
    Telemetry telemetry = start();
    telemetry.registry().counter("ingest.frames", "kind", "a").increment(3);

    HttpResponse<String> scrape = get(telemetry, "/metrics");

    assertThat(scrape.statusCode()).isEqualTo(200);
    assertThat(scrape.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
    assertThat(scrape.body())
        .contains("ingest_frames_total{kind=\"a\"} 3.0")
        .contains("jvm_memory_used_bytes{")
        .contains("jvm_threads_live_threads ")
        .contains("process_uptime_seconds ");
  }

  @Test
  void metrics_residentMemory_isThatOfThisProcess() throws Exception {
    Telemetry telemetry = start();
    // A gauge of something that nobody else holds is no number after this.
    System.gc();
    String scrape = get(telemetry, "/metrics").body();

    Matcher resident =
        Pattern.compile("(?m)^process_memory_resident_bytes (\\S+)$").matcher(scrape);
    assertThat(resident.find()).isTrue();
    assertThat(Double.parseDouble(resident.group(1))).isBetween(2e7, 1e11);
  }

  @Test
  void metrics_oneNameHasOneSetOfTags() throws Exception {
    Telemetry telemetry = start();
    telemetry.registry().counter("errors", "reason", "a").increment();
    telemetry.registry().counter("errors", "reason", "b").increment();
    telemetry.registry().counter("errors", "cause", "c").increment(); // refused, and never fails

    String scrape = get(telemetry, "/metrics").body();

    assertThat(tagSets(scrape)).allSatisfy((name, tags) -> assertThat(tags).as(name).hasSize(1));
    assertThat(scrape).contains("errors_total{reason=\"a\"}").doesNotContain("cause=\"c\"");
  }

  @Test
  void tagSets_ofAMixedScrape_findsBoth() {
    assertThat(tagSets("x_total{a=\"1\"} 1\nx_total{b=\"1\"} 1\n").get("x_total")).hasSize(2);
  }

  @Test
  void metrics_asOpenMetrics_whenAskedFor() throws Exception {
    Telemetry telemetry = start();

    HttpResponse<String> scrape =
        client.send(
            request(telemetry, "/metrics")
                .header("Accept", "application/openmetrics-text;version=1.0.0")
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(scrape.body()).endsWith("# EOF\n");
    assertThat(scrape.headers().firstValue("content-type").orElse(""))
        .startsWith("application/openmetrics-text");
  }

  @Test
  void healthy_followsTheComponents() throws Exception {
    Telemetry telemetry = start();

    assertThat(get(telemetry, "/healthy").statusCode()).isEqualTo(200);
    health.live("streams", false, "thread died");

    HttpResponse<String> response = get(telemetry, "/healthy");
    JsonNode body = new ObjectMapper().readTree(response.body());
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(body.at("/ok").asBoolean()).isFalse();
    assertThat(body.at("/components/streams/detail").asText()).isEqualTo("thread died");
  }

  @Test
  void ready_onlyOnceEveryComponentIs() throws Exception {
    Telemetry telemetry = start();

    assertThat(get(telemetry, "/ready").statusCode()).isEqualTo(503);
    health.ready("kafka", true, "connected");
    assertThat(get(telemetry, "/ready").statusCode()).isEqualTo(200);
    health.ready("model", false, "none is loaded");
    assertThat(get(telemetry, "/ready").statusCode()).isEqualTo(503);
    health.ready("model", true, "v1");
    health.live("kafka", false, "gone");
    assertThat(get(telemetry, "/ready").statusCode()).isEqualTo(503);
  }

  @Test
  void takenPort_isTyped() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> new Telemetry(LOOPBACK, taken.getLocalPort(), health))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 is taken");
    }
  }

  @Test
  void foreignAddress_isNotCalledTaken() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Telemetry("192.0.2.1", 0, Optional.of("token"), health))
        .withMessageContaining("192.0.2.1");
  }

  @Test
  void beyondLoopback_withoutToken_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Telemetry("0.0.0.0", 0, health))
        .withMessageContaining("0.0.0.0");
  }

  @Test
  void withToken_everyPathNeedsIt() throws Exception {
    Telemetry telemetry = start(Optional.of("s3cret"));
    telemetry.server().get("/added", context -> context.result("by a service"));

    for (String path : List.of("/metrics", "/nothing", "/added", "/healthy/x", "/")) {
      assertThat(get(telemetry, path).statusCode()).as(path).isEqualTo(401);
    }
    for (String path : List.of("/metrics", "/nothing", "/added", "/healthy", "/ready")) {
      assertThat(withToken(telemetry, path, "wrong").statusCode()).as(path).isEqualTo(401);
    }
    assertThat(withToken(telemetry, "/metrics", "s3cret").statusCode()).isEqualTo(200);
    assertThat(withToken(telemetry, "/added", "s3cret").statusCode()).isEqualTo(200);
  }

  @Test
  void withToken_aBrowserIsAskedForIt_andMayThenReadAlone() throws Exception {
    Telemetry telemetry = start(Optional.of("s3cr:et"));
    telemetry.server().get("/added", context -> context.result("by a service"));
    telemetry.server().post("/added", context -> context.result("changed"));

    HttpResponse<String> asked = get(telemetry, "/added");
    assertThat(asked.statusCode()).isEqualTo(401);
    assertThat(asked.headers().firstValue("WWW-Authenticate"))
        .contains("Basic realm=\"Argand\", charset=\"UTF-8\"");
    assertThat(withPassword(telemetry, "GET", "anyone:s3cr:et").body()).isEqualTo("by a service");
    for (String wrong : List.of("anyone:", "anyone:s3cr", "s3cr:et:", "", "anyone:s3cr:et ")) {
      assertThat(withPassword(telemetry, "GET", wrong).statusCode()).as(wrong).isEqualTo(401);
    }
    // Else a form of another site could change something with what the browser remembers.
    assertThat(withPassword(telemetry, "POST", "anyone:s3cr:et").statusCode()).isEqualTo(401);
    HttpRequest garbled = request(telemetry, "/added").header("Authorization", "Basic ?=").build();
    assertThat(client.send(garbled, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(401);
  }

  @Test
  void withToken_probesWithoutIt_learnYesOrNoAlone() throws Exception {
    Telemetry telemetry = start(Optional.of("s3cret"));
    health.ready("model", false, "none is loaded");

    assertThat(get(telemetry, "/healthy").statusCode()).isEqualTo(200);
    assertThat(get(telemetry, "/healthy").body()).isEqualTo("{\"ok\":true}");
    assertThat(get(telemetry, "/ready").statusCode()).isEqualTo(503);
    assertThat(get(telemetry, "/ready").body()).isEqualTo("{\"ok\":false}");
    assertThat(withToken(telemetry, "/ready", "s3cret").body()).contains("none is loaded");
  }

  @Test
  void withoutToken_pageOfAnotherSite_changesNothing() throws Exception {
    Telemetry telemetry = start();
    AtomicInteger changes = new AtomicInteger();
    telemetry.server().post("/api/labels", context -> changes.incrementAndGet());
    telemetry.server().delete("/api/labels", context -> changes.incrementAndGet());
    telemetry.server().get("/api/labels", context -> context.result("read"));

    for (String method : List.of("POST", "DELETE", "PUT", "OPTIONS")) {
      for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1:1")) {
        HttpResponse<String> refused = fromPage(telemetry, method, origin);
        assertThat(refused.statusCode()).as("%s from %s", method, origin).isEqualTo(403);
        assertThat(refused.body()).contains("Origin: " + telemetry.address()).endsWith(origin);
      }
    }
    assertThat(changes).hasValue(0);
    assertThat(fromPage(telemetry, "GET", "http://evil.example").body()).isEqualTo("read");
    assertThat(fromPage(telemetry, "POST", telemetry.address()).statusCode()).isEqualTo(200);
    HttpRequest program =
        request(telemetry, "/api/labels").POST(HttpRequest.BodyPublishers.noBody()).build();
    assertThat(client.send(program, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    assertThat(changes).hasValue(2);
  }

  @Test
  void withoutToken_anotherNameThanLoopbacks_isRefused() throws Exception {
    Telemetry telemetry = start();

    for (String path : List.of("/healthy", "/metrics", "/nothing")) {
      assertThat(named(telemetry, path, "evil.example:" + telemetry.port(), ""))
          .as(path)
          .startsWith("HTTP/1.1 403")
          .endsWith("was evil.example:" + telemetry.port());
    }
    for (String host : List.of("localhost", "127.0.0.1", "[::1]")) {
      assertThat(named(telemetry, "/healthy", host + ":" + telemetry.port(), ""))
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void withToken_everyNameAndOriginIsTaken() throws Exception {
    Telemetry telemetry = start(Optional.of("s3cret"));
    assertThat(named(telemetry, "/healthy", "argand-search.argand", "")).startsWith("HTTP/1.1 200");
    String carried = "Authorization: Bearer s3cret\r\nOrigin: https://console.example\r\n";
    assertThat(named(telemetry, "/metrics", "argand-search.argand", carried))
        .startsWith("HTTP/1.1 200");
  }

  private HttpResponse<String> fromPage(Telemetry telemetry, String method, String origin)
      throws Exception {
    return client.send(
        request(telemetry, "/api/labels")
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Origin", origin)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The whole answer to a GET with a Host that Java's client would not send. */
  private static String named(Telemetry telemetry, String path, String host, String headers)
      throws Exception {
    try (Socket socket = new Socket(LOOPBACK, telemetry.port())) {
      socket.setSoTimeout(20_000);
      String request =
          "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n"
              .formatted(path, host, headers);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  /** As many as would take every thread, and more: what waits for Kafka waits for long. */
  @Test
  void callsThatWait_leaveThreadsToProbesAndMeters() throws Exception {
    Telemetry telemetry = start();
    CountDownLatch kafka = new CountDownLatch(1);
    telemetry
        .server()
        .post(
            "/api/labels",
            context -> {
              kafka.await();
              context.status(201);
            });

    List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        HttpRequest call =
            request(telemetry, "/api/labels")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        calls.add(client.sendAsync(call, HttpResponse.BodyHandlers.ofString()));
      }
      int refused = 0;
      while (refused < 12) {
        CompletableFuture.anyOf(calls.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
        List<CompletableFuture<HttpResponse<String>>> answered =
            calls.stream().filter(CompletableFuture::isDone).toList();
        for (CompletableFuture<HttpResponse<String>> call : answered) {
          HttpResponse<String> answer = call.join();
          assertThat(answer.statusCode()).isEqualTo(503);
          assertThat(answer.headers().firstValue("Retry-After")).contains("1");
          assertThat(new ObjectMapper().readTree(answer.body()).at("/error").asText())
              .isEqualTo("8 calls are being answered, which is the most at once: try again");
        }
        refused += answered.size();
        calls.removeAll(answered);
      }
      for (String path : List.of("/healthy", "/metrics")) {
        HttpRequest probe = request(telemetry, path).timeout(Duration.ofSeconds(20)).build();
        assertThat(client.send(probe, HttpResponse.BodyHandlers.ofString()).statusCode())
            .isEqualTo(200);
      }
    } finally {
      kafka.countDown();
    }
    assertThat(calls).hasSize(8);
    for (CompletableFuture<HttpResponse<String>> call : calls) {
      assertThat(call.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
    }
  }

  @Test
  void callsThatFail_giveTheirPlaceBack() throws Exception {
    Telemetry telemetry = start();
    telemetry
        .server()
        .get(
            "/api/fails",
            context -> {
              throw new StackOverflowError("on purpose");
            });
    for (int i = 0; i < 9; i++) {
      assertThat(get(telemetry, "/api/fails").statusCode()).isEqualTo(500);
    }
  }

  private Telemetry start() throws PortTakenException {
    return start(Optional.empty());
  }

  private Telemetry start(Optional<String> token) throws PortTakenException {
    Telemetry telemetry = new Telemetry(LOOPBACK, 0, token, health);
    open.add(telemetry);
    return telemetry;
  }

  private HttpResponse<String> get(Telemetry telemetry, String path) throws Exception {
    return client.send(request(telemetry, path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> withToken(Telemetry telemetry, String path, String token)
      throws Exception {
    return client.send(
        request(telemetry, path).header("Authorization", "Bearer " + token).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> withPassword(Telemetry telemetry, String method, String pair)
      throws Exception {
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return client.send(
        request(telemetry, "/added")
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Authorization", "Basic " + encoded)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(Telemetry telemetry, String path) {
    return HttpRequest.newBuilder(URI.create(telemetry.address() + path));
  }

  /** Sets of tag names that each meter of a scrape has. */
  private static Map<String, Set<Set<String>>> tagSets(String scrape) {
    Map<String, Set<Set<String>>> sets = new HashMap<>();
    for (String line : scrape.lines().filter(text -> !text.startsWith("#")).toList()) {
      String meter = line.substring(0, line.lastIndexOf(' '));
      int brace = meter.indexOf('{');
      Set<String> tags = new TreeSet<>();
      if (brace >= 0) {
        Matcher tag = Pattern.compile("(\\w+)=\"").matcher(meter.substring(brace));
        while (tag.find()) {
          tags.add(tag.group(1));
        }
      }
      String name = brace < 0 ? meter : meter.substring(0, brace);
      sets.computeIfAbsent(name, key -> new HashSet<>()).add(tags);
    }
    return sets;
  }
}
