package dev.argand.launcher.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/**
 * A real Prometheus in a process of its own, with the project's configuration and rules; only its
 * target and how often it looks are the test's.
 */
final class PrometheusServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TARGET = "127.0.0.1:9464";
  private static final String INTERVAL = "5s";
  private static final String OFTEN = "500ms";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final String address;
  private final Path log;
  private final Instant since = Instant.now();

  private PrometheusServer(Process process, String address, Path log) {
    this.process = process;
    this.address = address;
    this.log = log;
  }

  /** Whether there is one on this machine. */
  static boolean isInstalled() {
    try {
      Process version =
          new ProcessBuilder("prometheus", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return version.waitFor(30, TimeUnit.SECONDS) && version.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Starts one.
   *
   * @param target host and port whose /metrics it scrapes
   */
  static PrometheusServer start(Path folder, String target) throws IOException {
    Path configs = Files.createDirectories(folder.resolve("config"));
    Files.write(
        configs.resolve("alerts.yml"),
        resource("/prometheus/alerts.yml").getBytes(StandardCharsets.UTF_8));
    Path config =
        Files.writeString(
            configs.resolve("prometheus.yml"),
            replaced(
                replaced(resource("/prometheus/prometheus.yml"), TARGET, target), INTERVAL, OFTEN));
    String address = "127.0.0.1:" + freePort();
    Path log = folder.resolve("prometheus.log");
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=" + address,
                "--log.level=warn")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    // A test that is killed leaves none behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new PrometheusServer(process, "http://" + address, log);
  }

  /** Whether it is up and has scraped its target. */
  boolean hasScraped() throws Exception {
    if (!process.isAlive()) {
      throw new IllegalStateException("prometheus ended: " + Files.readString(log));
    }
    try {
      return values("up == 1").findsNumber();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * What a query has given at any second since the start.
   *
   * @param series how many series it gave
   * @param numbers how many of their samples are numbers, NaN and infinities left out
   */
  record Answer(int series, int numbers) {
    boolean findsNumber() {
      return numbers > 0;
    }
  }

  /**
   * Asks for every second since the start.
   *
   * @throws IllegalArgumentException if Prometheus refuses the query, with its reason
   */
  Answer values(String query) throws Exception {
    JsonNode answer =
        get(
            "/api/v1/query_range?query=%s&start=%d&end=%d&step=1"
                .formatted(
                    URLEncoder.encode(query, StandardCharsets.UTF_8),
                    since.getEpochSecond(),
                    Instant.now().getEpochSecond() + 1));
    JsonNode series = answer.path("data").path("result");
    int numbers = 0;
    for (JsonNode one : series) {
      for (JsonNode sample : one.path("values")) {
        numbers += Double.isFinite(number(sample.path(1).asText())) ? 1 : 0;
      }
    }
    return new Answer(series.size(), numbers);
  }

  /** Every rule with its state: name, query, health, lastError. */
  List<JsonNode> rules() throws Exception {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : get("/api/v1/rules").path("data").path("groups")) {
      StreamSupport.stream(group.path("rules").spliterator(), false).forEach(rules::add);
    }
    return rules;
  }

  private JsonNode get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofSeconds(30)).build();
    JsonNode answer =
        JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    if (!answer.path("status").asText().equals("success")) {
      throw new IllegalArgumentException(path + ": " + answer.path("error").asText());
    }
    return answer;
  }

  private static double number(String text) {
    return switch (text) {
      case "NaN", "+Inf", "-Inf" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }

  private static String replaced(String text, String what, String by) {
    if (!text.contains(what)) {
      throw new IllegalStateException(
          "prometheus.yml must contain %s, was %s".formatted(what, text));
    }
    return text.replace(what, by);
  }

  private static String resource(String name) throws IOException {
    try (InputStream file = PrometheusServer.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("resource " + name + " was expected in ops-dashboards");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
