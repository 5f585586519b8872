package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.argand.launcher.command.CommandAnswer;
import dev.argand.runtime.Health;
import dev.argand.runtime.Telemetry;
import dev.argand.search.service.SearchApi;
import dev.argand.search.service.SearchService;
import dev.argand.signal.AudioClip;
import dev.argand.signal.WavWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a person gets to read who mistakes something that only Kafka knows. */
@Tag("beside")
final class MistakesIT {
  @TempDir static Path folder;
  private static CircleBench bench;

  @BeforeAll
  static void start() throws Exception {
    bench = new CircleBench(folder);
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  @Test
  void sourcesAndLabels_thatAreNone_areToldWithTheNearest() throws Exception {
    Path wav = folder.resolve("a.wav");
    WavWriter.write(wav, new AudioClip(noise(), 16_000));
    Path text = Files.writeString(folder.resolve("b.wav"), "no audio");

    CommandAnswer played = run("ingest", "hall=" + wav, "yard=" + text, "--speed", "0");
    assertThat(played.exitCode()).isEqualTo(1);
    assertThat(played.out()).contains("hall", "FINISHED", "yard", "FAILED");
    assertThat(played.err().lines())
        .singleElement()
        .asString()
        .startsWith("argand: 1 of 2 source(s) failed: source yard: ")
        .contains(text.toString());

    CommandAnswer known = label("hall");
    assertThat(known.exitCode()).as(known.err()).isZero();
    assertThat(known.err()).isEmpty();
    String id = id(known);

    CommandAnswer slip = label("hal");
    assertThat(slip.exitCode()).as(slip.err()).isZero();
    assertThat(slip.err().lines())
        .singleElement()
        .asString()
        .contains("holds nothing of source 'hal': did you mean hall?")
        .contains("`argand label hal --withdraw %s`".formatted(id(slip)));

    CommandAnswer wrongSource = run("label", "hal", "--withdraw", id);
    assertThat(wrongSource.exitCode()).isEqualTo(2);
    assertThat(wrongSource.err().lines())
        .singleElement()
        .asString()
        .contains("--withdraw must be the id of a label of source 'hal', which has 1, was '" + id);
    assertThat(run("label", "hall", "--withdraw", id).exitCode()).isZero();
    assertThat(run("label", "hall", "--withdraw", id).err()).contains("source 'hall', which has 0");
  }

  @Test
  void searchOfWhatIsNot_isAnswered400_andLoggedInOneLine() throws Exception {
    Health health = new Health();
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    Logger log = (Logger) LoggerFactory.getLogger("dev.argand.search.service.Circle");
    said.start();
    log.addAppender(said);
    try (Telemetry telemetry = new Telemetry("127.0.0.1", 0, health);
        SearchService service =
            SearchService.start(
                bench.config("data = bundled:events", "profile = smoke"),
                telemetry.registry(),
                health,
                Clock.systemUTC())) {
      SearchApi.register(telemetry.server(), service);
      await().atMost(Duration.ofSeconds(60)).until(health::isReady);

      HttpResponse<String> data = post(telemetry, "\"data\":\"/no/where\"");
      HttpResponse<String> profile = post(telemetry, "\"profile\":\"smok\"");

      assertThat(data.statusCode()).isEqualTo(400);
      assertThat(data.body())
          .contains("{\"error\":\"data = /no/where: ", "does not exist; expected one");
      assertThat(profile.statusCode()).isEqualTo(400);
      assertThat(profile.body()).contains("{\"error\":\"profile = smok: ", "smoke");
      assertThat(service.decisions()).hasSize(2);
      assertThat(service.running()).isEmpty();
    } finally {
      log.detachAppender(said);
    }
    List<ILoggingEvent> warnings =
        said.list.stream().filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN)).toList();
    assertThat(warnings)
        .hasSize(2)
        .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull())
        .allSatisfy(event -> assertThat(event.getLevel()).isEqualTo(Level.WARN));
  }

  private static CommandAnswer label(String source) {
    return run(
        "label",
        source,
        "siren",
        "--from",
        "2026-11-25T10:00:03Z",
        "--to",
        "2026-11-25T10:00:04Z",
        "--json");
  }

  private static String id(CommandAnswer given) throws Exception {
    JsonNode said = new ObjectMapper().readTree(given.out());
    return said.path("labelId").asText();
  }

  private static CommandAnswer run(String... command) {
    return CommandAnswer.of(
        new String[] {"--bootstrap-servers", bench.bootstrapServers()}, command);
  }

  private static HttpResponse<String> post(Telemetry telemetry, String wish) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(telemetry.address() + "/api/searches"))
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"who\":\"ann\",\"why\":\"a test\"," + wish + "}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static float[] noise() {
    float[] samples = new float[16_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) Math.sin(0.37 * i * i);
    }
    return samples;
  }
}
