package dev.argand.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PagesTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private Javalin server;

  @BeforeEach
  void start() {
    server = Javalin.create(config -> config.showJavalinBanner = false).start("127.0.0.1", 0);
    new Pages().register(server);
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void root_isThePage_underAPolicyWithoutInlineScript() throws Exception {
    HttpResponse<String> page = get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.body()).startsWith("<!doctype html>").doesNotContain("http://", "https://");
  }

  @Test
  void page_thatIsKnownByItsTag_isNotSentAgain() throws Exception {
    String tag = get("/").headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> again = get("/", "If-None-Match", tag);

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/nothing.js",
        "/console/..%2f..%2flogback-test.xml",
        "/console/%2e%2e/logback-test.xml",
        "/console//etc/passwd",
        "/console/package-info.class",
        "/console/.html",
      })
  void path_thatIsNoFileOfTheConsole_isRefused(String path) throws Exception {
    assertThat(get(path).statusCode()).isBetween(400, 404);
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
