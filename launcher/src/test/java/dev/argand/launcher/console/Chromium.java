package dev.argand.launcher.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A headless Chromium, driven through chromedriver by the W3C's WebDriver protocol. Both are Debian
 * packages (chromium, chromium-driver), and the protocol is a few HTTP calls: no dependency.
 */
final class Chromium implements AutoCloseable {
  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
  private static final Duration CALL_WITHIN = Duration.ofSeconds(60);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final String session;

  private Chromium(Process driver, String address, Path profile)
      throws IOException, InterruptedException {
    this.driver = driver;
    JsonNode opened = post(address + "/session", Map.of("capabilities", capabilities(profile)));
    this.session = address + "/session/" + opened.path("sessionId").asText();
  }

  /** Whether both programs are installed. */
  static boolean isInstalled() {
    return Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER);
  }

  /**
   * Starts a browser.
   *
   * @param profile an empty folder for what it keeps
   */
  static Chromium start(Path profile) throws IOException, InterruptedException {
    Process driver =
        new ProcessBuilder(DRIVER.toString(), "--port=0").redirectErrorStream(true).start();
    try {
      return new Chromium(driver, "http://127.0.0.1:" + port(driver.inputReader()), profile);
    } catch (IOException | RuntimeException e) {
      driver.destroyForcibly();
      throw e;
    }
  }

  void open(String url) throws IOException, InterruptedException {
    post(session + "/url", Map.of("url", url));
  }

  /** What a function's body returns in the page; arguments are {@code arguments[i]}. */
  JsonNode script(String body, Object... arguments) throws IOException, InterruptedException {
    return post(session + "/execute/sync", Map.of("script", body, "args", List.of(arguments)));
  }

  /** The page's view, as wide as given and as a phone or a desktop has it. */
  void view(int width, int height, boolean isPhone) throws IOException, InterruptedException {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", isPhone));
  }

  /** The colours that the system is said to prefer: light or dark. */
  void prefer(String scheme) throws IOException, InterruptedException {
    command(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Presses a key with nothing held: {@code \uE004} is Tab, {@code \uE007} Enter. */
  void press(String key) throws IOException, InterruptedException {
    List<Map<String, String>> strokes =
        List.of(Map.of("type", "keyDown", "value", key), Map.of("type", "keyUp", "value", key));
    post(
        session + "/actions",
        Map.of("actions", List.of(Map.of("type", "key", "id", "keys", "actions", strokes))));
  }

  /** The view as PNG. */
  byte[] screenshot() throws IOException, InterruptedException {
    return Base64.getDecoder().decode(get(session + "/screenshot").asText());
  }

  /** What the console has had to say since the last call, warnings and errors. */
  List<String> complaints() throws IOException, InterruptedException {
    List<String> complaints = new ArrayList<>();
    for (JsonNode entry : post(session + "/se/log", Map.of("type", "browser"))) {
      if (!entry.path("level").asText().matches("DEBUG|INFO")) {
        complaints.add(entry.path("level").asText() + " " + entry.path("message").asText());
      }
    }
    return complaints;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try {
      send(HttpRequest.newBuilder(URI.create(session)).DELETE());
    } finally {
      driver.destroy();
      if (!driver.waitFor(10, TimeUnit.SECONDS)) {
        driver.destroyForcibly();
      }
    }
  }

  private static int port(BufferedReader said) throws IOException {
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        return Integer.parseInt(started.group(1));
      }
    }
    throw new IOException("chromedriver ended without having started");
  }

  private static Map<String, Object> capabilities(Path profile) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--headless=new",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--user-data-dir=" + profile));
    if ("root".equals(System.getProperty("user.name"))) {
      // Chromium refuses its sandbox to root, which is who runs in a container.
      arguments.add("--no-sandbox");
    }
    return Map.of(
        "alwaysMatch",
        Map.of(
            "browserName", "chrome",
            "goog:chromeOptions", Map.of("binary", BROWSER.toString(), "args", arguments),
            "goog:loggingPrefs", Map.of("browser", "ALL")));
  }

  private void command(String name, Map<String, ?> parameters)
      throws IOException, InterruptedException {
    post(session + "/goog/cdp/execute", Map.of("cmd", name, "params", parameters));
  }

  private JsonNode get(String url) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url)).GET());
  }

  private JsonNode post(String url, Map<String, ?> body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .POST(BodyPublishers.ofString(json.writeValueAsString(body))));
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(request.timeout(CALL_WITHIN).build(), BodyHandlers.ofString());
    @Nullable JsonNode value = json.readTree(answer.body()).get("value");
    if (answer.statusCode() != 200) {
      throw new IOException("WebDriver: " + answer.body());
    }
    return value == null ? new ObjectNode(json.getNodeFactory()) : value;
  }
}
