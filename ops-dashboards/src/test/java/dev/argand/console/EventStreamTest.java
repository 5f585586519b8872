package dev.argand.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.argand.console.board.Boards;
import dev.argand.console.spectrum.SpectrumDesk;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.testkit.ManualClock;
import io.javalin.Javalin;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Scanner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class EventStreamTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Boards boards = new Boards();
  private final SpectrumDesk spectra = new SpectrumDesk();
  private final EventStream events =
      new EventStream(boards, spectra, new FeedStatus(), new ManualClock(Instant.EPOCH));
  private Javalin server;

  @BeforeEach
  void start() {
    server = Javalin.create(config -> config.showJavalinBanner = false).start("127.0.0.1", 0);
    events.start(server);
  }

  @AfterEach
  void stop() {
    events.close();
    server.stop();
  }

  @Test
  void page_getsEverythingFirst_andThenOnlyWhatDiffers() throws Exception {
    try (Scanner lines = open("")) {
      assertThat(next(lines, "event: ")).isEqualTo("state");
      assertThat(next(lines, "data: "))
          .contains("\"now\":0", "\"sources\":", "\"curves\":", "\"feed\":");
      await().until(() -> next(lines, "event: ").equals("tick"));

      boards.record(Topic.MODEL_ALIASES, promotion());

      assertThat(next(lines, "event: ")).isEqualTo("slice");
      assertThat(next(lines, "data: "))
          .contains("\"name\":\"models\"", "\"aliases\":{\"champion\":\"abc\"}");
    }
  }

  @Test
  void source_isWatched_asLongAsAPageShowsIt() throws Exception {
    try (Scanner lines = open("?watch=porch%20door")) {
      next(lines, "data: ");
      assertThat(spectra.watched()).isEqualTo(1);
      events.spectrum(columns("garden"));
      events.spectrum(columns("porch door"));
      await().until(() -> next(lines, "event: ").equals("spectrum"));
      assertThat(next(lines, "data: "))
          .contains("\"source\":\"porch door\"", "\"columns\":\"AQI=\"");
    }
    events.close();

    await().atMost(Duration.ofSeconds(10)).until(() -> spectra.watched() == 0);
  }

  @Test
  void wrongWatch_isRefused_withOneLine() throws Exception {
    HttpResponse<InputStream> answer = get("?watch=" + "a".repeat(513));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"error\":\"watch: a source id of at most 512 characters was expected, has 513\"}");
  }

  @Test
  void closedConsole_refusesNewPages() throws Exception {
    events.close();

    assertThat(get("").statusCode()).isEqualTo(503);
  }

  private static byte[] promotion() {
    return AvroCodec.of(AliasEvent.class)
        .encode(new AliasEvent("champion", "abc", 0L, "mia", "better", 0L));
  }

  private static SpectrumDesk.Columns columns(String source) {
    return new SpectrumDesk.Columns(source, 16_000, 0.032, 0, false, 2, new byte[] {1, 2});
  }

  private static String next(Scanner lines, String start) {
    while (lines.hasNextLine()) {
      String line = lines.nextLine();
      if (line.startsWith(start)) {
        return line.substring(start.length());
      }
    }
    throw new AssertionError("the stream ended before a line with " + start);
  }

  private Scanner open(String query) throws Exception {
    return new Scanner(get(query).body(), StandardCharsets.UTF_8);
  }

  private HttpResponse<InputStream> get(String query) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/console/events" + query);
    return http.send(
        HttpRequest.newBuilder(uri).header("Accept", "text/event-stream").build(),
        BodyHandlers.ofInputStream());
  }
}
