package dev.argand.search.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.runtime.Health;
import dev.argand.runtime.Telemetry;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.schemas.avro.ClipKind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipApiTest {
  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private Telemetry telemetry;
  private ClipStore labelled;
  private boolean kafkaIsAway;

  @BeforeEach
  void serve() throws Exception {
    telemetry = new Telemetry("127.0.0.1", 0, new Health());
    labelled = new ClipStore(folder.resolve("clips"));
    ClipApi.register(
        telemetry.server(), this::clips, List.of(new ClipStore(folder.resolve("heard")), labelled));
  }

  @AfterEach
  void stop() {
    telemetry.close();
  }

  @Test
  void clips_areListedInOrder_andChosen() throws Exception {
    assertThat(get("/api/clips").body())
        .startsWith("[{\"id\":\"d\",\"kind\":\"detection\",\"sourceId\":\"porch\"")
        .contains("\"id\":\"a\"", "\"start\":\"1970-01-01T00:00:01Z\"", "\"seconds\":0.5");
    assertThat(get("/api/clips?kind=audit").body()).contains("\"a\"").doesNotContain("\"d\"");
    assertThat(get("/api/clips?source=barn").body()).isEqualTo("[]");
    assertThat(get("/api/clips?limit=1").body()).contains("\"d\"").doesNotContain("\"a\"");
  }

  @Test
  void audio_comesFromWhicheverStoreHasIt() throws Exception {
    byte[] wav = {1, 2, 3};
    String sha256 = labelled.put(wav);
    HttpResponse<byte[]> answer =
        client.send(
            request("/api/clips/" + sha256 + ".wav"), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("audio/wav");
    assertThat(answer.body()).isEqualTo(wav);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/clips?kind=near_miss|400|kind: one of detection, near-miss, audit, label was expected",
        "/api/clips?limit=-1|400|limit: 0 to 10000 was expected, was -1",
        "/api/clips?limit=10001|400|limit: 0 to 10000 was expected, was 10001",
        "/api/clips/abc.wav|400|64 lower-case hexadecimal digits were expected, was abc",
      })
  void wrongQuestion_isRefusedWithItsName(String path, int status, String said) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("\"error\"", said);
  }

  @Test
  void whatIsNotThere_isSaid() throws Exception {
    assertThat(get("/api/clips/" + "0".repeat(64) + ".wav").statusCode()).isEqualTo(404);
    kafkaIsAway = true;
    assertThat(get("/api/clips").statusCode()).isEqualTo(503);
  }

  private List<ClipCut> clips() {
    if (kafkaIsAway) {
      throw new KafkaException("away");
    }
    return List.of(cut("d", ClipKind.DETECTION), cut("a", ClipKind.AUDIT));
  }

  private static ClipCut cut(String id, ClipKind kind) {
    return ClipCut.newBuilder()
        .setLabelId(id)
        .setSourceId("porch")
        .setSessionId("s")
        .setFirstSampleIndex(4_000)
        .setEndSampleIndex(8_000)
        .setSampleRateHz(8_000)
        .setStartTimeMicros(1_000_000)
        .setLabel("bell")
        .setGroup("porch/1970-01-01")
        .setSha256("0".repeat(64))
        .setLabelledAtMicros(0)
        .setKind(kind)
        .build();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create(telemetry.address() + path)).build();
  }
}
