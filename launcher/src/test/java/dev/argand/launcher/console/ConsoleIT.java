package dev.argand.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.argand.console.ConsoleService;
import dev.argand.launcher.broker.EmbeddedBroker;
import dev.argand.runtime.Health;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Telemetry;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.Decision;
import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.Trigger;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console as a person sees it: a real browser, a real broker, and records such as the services
 * write.
 */
final class ConsoleIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where a picture of the page is left, if anywhere; docs/console.md says how it is made. */
  private static final String PICTURE = "argand.console.picture";

  @TempDir static Path brokerFolder;
  @TempDir Path folder;

  /** One for all tests, each of which has topics of its own. */
  private static EmbeddedBroker broker;

  private static int begun;
  private String prefix = "";
  private Telemetry telemetry;
  private ConsoleService console;
  private Town town;
  private Chromium browser;

  @BeforeAll
  static void startBroker() throws Exception {
    if (!Chromium.isInstalled()) {
      String missing =
          "SKIPPED: no /usr/bin/chromium and /usr/bin/chromedriver, so the console was not tested"
              + " in a browser. Debian packages: chromium, chromium-driver";
      System.err.println(missing);
      Assumptions.abort(missing);
    }
    broker = EmbeddedBroker.start(brokerFolder, 0);
  }

  @AfterAll
  static void stopBroker() {
    if (broker != null) {
      broker.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    prefix = "console%d.".formatted(begun++);
    try (Admin admin = Admin.create(KafkaConfigs.admin(broker.bootstrapServers(), "it"))) {
      TopicAdmin.ensure(admin, prefix, Topic.values());
    }
    telemetry = new Telemetry("127.0.0.1", 0, new Health());
    console = serve(telemetry);
    town = new Town(broker.bootstrapServers(), prefix);
    browser = Chromium.start(folder.resolve("profile"));
    browser.view(1280, 900, false);
  }

  @AfterEach
  void stop() throws Exception {
    browser.close();
    town.close();
    console.close();
    telemetry.close();
  }

  @Test
  void page_showsTheInstallationAsItLives_withoutAReload() throws Exception {
    town.publish(1, 0.91, Town.gate(true, 0.12, 0.91));
    town.promote(1, "search", "first champion");
    town.deploy("instance-gone", 1, "", 60_000);
    browser.open(telemetry.address() + "/");
    browser.script("window.sinceTheFirstLoad = true");

    try (SoundSource porch = town.source("porch", SoundSource::lively);
        SoundSource garden = town.source("garden", seconds -> 0)) {
      sourcesGoThroughTheirStates();
      soundAndRecognitionsScroll(porch);
      newVersionAppears();
      searchDrawsItsCurves();

      assertThat(browser.script("return window.sinceTheFirstLoad").asBoolean())
          .as("the page was never loaded again")
          .isTrue();
      everyWidthAndThemeIsUsable();
      leaveAPicture();
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void page_comesBack_whenTheServerDoes_andSaysSoMeanwhile() throws Exception {
    int port = telemetry.port();
    browser.open(telemetry.address() + "/");
    awaitTrue("return document.getElementById('link').dataset.state === 'connected'");
    assertThat(browser.complaints()).isEmpty();
    browser.script("window.sinceTheFirstLoad = true");

    console.close();
    telemetry.close();
    awaitTrue("return document.getElementById('link').dataset.state === 'lost'");
    awaitTrue("return !document.getElementById('notice').hidden");

    telemetry = new Telemetry("127.0.0.1", port, new Health());
    console = serve(telemetry);
    town.publish(2, 0.93, null);
    awaitTrue("return document.getElementById('link').dataset.state === 'connected'");
    awaitTrue("return document.querySelector('[data-version=\"2\"]') !== null");
    assertThat(browser.script("return window.sinceTheFirstLoad").asBoolean()).isTrue();
  }

  @Test
  void nameOfASource_isTextAndNothingElse() throws Exception {
    String hostile = "<img src=x onerror=alert(1)>";
    browser.open(telemetry.address() + "/");
    try (SoundSource named = town.source(hostile, SoundSource::lively)) {
      awaitState(hostile, "live");
      named.end();
      awaitState(hostile, "ended");
    }
    assertThat(browser.script("return document.querySelectorAll('main img').length").asInt())
        .isZero();
    assertThat(browser.complaints()).isEmpty();
  }

  private void sourcesGoThroughTheirStates() throws Exception {
    try (SoundSource cellar = town.source("cellar", SoundSource::lively);
        SoundSource attic = town.source("attic", SoundSource::lively)) {
      awaitState("porch", "live");
      awaitState("cellar", "live");
      awaitState("attic", "live");
      cellar.breakOff();
      attic.end();
      awaitState("cellar", "stopped");
    }
    awaitState("garden", "silent");
    awaitState("attic", "ended");
    awaitState("porch", "live");
    assertThat(pill("cellar", "color")).as("red").isEqualTo("rgb(180, 35, 24)");
    assertThat(pill("attic", "color")).as("no alarm").isEqualTo(pill("attic", "--faint"));
    assertThat(browser.script("return document.title").asText()).startsWith("(1 stopped)");
  }

  private void soundAndRecognitionsScroll(SoundSource porch) throws Exception {
    Objects.requireNonNull(porch);
    browser.script("document.querySelector('[data-source=porch] button').focus()");
    browser.press("\uE007");
    awaitTrue("return document.querySelector('[data-source=porch] button').ariaPressed === 'true'");
    for (int k = 0; k < 60; k++) {
      String label = Town.LABELS.get(k / 6 % Town.LABELS.size());
      town.recognise("porch", k, label, 0.55 + 0.4 * (k * 7 % 10) / 10.0, 1);
    }
    awaitTrue("return document.querySelectorAll('.heard-list > li').length === 12");
    awaitTrue("return document.querySelector('.heard-list .score.reached') !== null");
    awaitTrue("return Number(document.getElementById('spectrogram').dataset.columns) > 20");
    JsonNode colours =
        browser.script(
            "const canvas = document.querySelector('canvas');"
                + "const data = canvas.getContext('2d').getImageData(400, 0, 80, 128).data;"
                + "const seen = new Set();"
                + "for (let i = 0; i < data.length; i += 4)"
                + "  seen.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);"
                + "return seen.size");
    assertThat(colours.asInt()).as("colours of the sound").isGreaterThan(50);
  }

  private void newVersionAppears() throws Exception {
    awaitTrue("return document.querySelector('[data-version=\"1\"][data-champion=true]') !== null");
    awaitTrue("return document.querySelector('#deployments [data-state=stale]') !== null");
    town.judge(1, 310, 0.71);
    awaitTrue("return document.querySelector('#versions').textContent.includes('n = 310')");

    town.publish(2, 0.94, Town.gate(true, 0.71, 0.93));
    town.promote(2, "search", "the gate: better by 22.0 points");
    town.deploy("standalone", 2, "", 0);

    awaitTrue("return document.querySelector('[data-version=\"2\"][data-champion=true]') !== null");
    awaitTrue(
        "return document.querySelector('[data-version=\"1\"][data-champion=false]') !== null");
    awaitTrue("return document.querySelector('#deployments [data-state=serving]') !== null");
    assertThat(browser.script("return document.querySelector('#history').innerText").asText())
        .contains("generation 2: champion is v2", "search: the gate: better by 22.0 points");
  }

  private void searchDrawsItsCurves() throws Exception {
    town.decide("q0", Trigger.LABELS, Decision.REFUSE, "policy", "12 new labels, 200 are wanted");
    town.decide(
        "q1",
        Trigger.ACCURACY,
        Decision.START,
        "policy",
        "accuracy of the last 200 windows is 55.5 % (48.6 to 62.2 %), below 75 %");
    town.progress(RunState.STARTED, "load", 0, 0, "learns from 1812 clips of 9 labels");
    for (int epoch = 1; epoch <= 18; epoch++) {
      town.epoch(epoch, 24);
    }
    awaitTrue("return document.querySelectorAll('figure.edge').length === 18");
    awaitTrue("return document.querySelector('#curves header').innerText.includes('18 epochs')");
    String drawn =
        "return document.querySelector('figure.edge[data-edge=\"normal/0/2\"] path.line-3')"
            + ".getAttribute('d')";
    String before = browser.script(drawn).asText();
    assertThat(before).startsWith("M0.0 ").contains("L160.0 ");
    assertThat(before.chars().filter(c -> c == 'L').count()).isEqualTo(17);

    town.epoch(19, 24);

    awaitTrue("return document.querySelector('#curves header').innerText.includes('19 epochs')");
    assertThat(browser.script(drawn).asText()).isNotEqualTo(before);
    assertThat(browser.script("return document.querySelector('#run').innerText").asText())
        .contains("working", "search", "19 of 24", "accuracy");
    assertThat(browser.script("return document.querySelector('#decisions').innerText").asText())
        .contains("below 75 %", "refused");
  }

  private void everyWidthAndThemeIsUsable() throws Exception {
    for (String scheme : new String[] {"dark", "light"}) {
      browser.prefer(scheme);
      browser.view(390, 844, true);
      assertThat(browser.script(audit())).as("%s, 390 px", scheme).isEmpty();
      browser.view(1280, 900, false);
      assertThat(browser.script(audit())).as("%s, 1280 px", scheme).isEmpty();
    }
    String theme = "return getComputedStyle(document.body).backgroundColor";
    String light = browser.script(theme).asText();
    browser.script(
        "const button = document.getElementById('theme'); button.click(); button.click()");
    assertThat(browser.script(theme).asText()).as("the dark theme by choice").isNotEqualTo(light);
    browser.script("document.getElementById('theme').click()");
    // The audit must be able to fail.
    browser.script("document.querySelector('h2').style.color = '#888'");
    browser.script("document.getElementById('theme').ariaLabel = ''");
    browser.script("document.querySelector('h2').style.width = '2000px'");
    assertThat(browser.script(audit()).toString()).contains("contrast", "wider than the view");
    browser.script("document.querySelector('h2').removeAttribute('style')");
    browser.script("document.getElementById('theme').removeAttribute('aria-label')");
  }

  private void leaveAPicture() throws Exception {
    String picture = System.getProperty(PICTURE);
    if (picture != null) {
      long now = Town.micros();
      String[] heard = {"siren", "bell", "background", "whistle", "knock"};
      for (int k = 0; k < 30; k++) {
        double score = 0.6 + 0.35 * (k * 7 % 10) / 10.0;
        town.recognise("porch", 1_000 + k, heard[k / 6], score, 2, now - 500_000L * (30 - k));
      }
      town.deploy("standalone", 2, "", 0);
      town.judge(2, 120, 0.94);
      awaitTrue(
          "return Number(document.getElementById('spectrogram').dataset.columns) > 170"
              + " && document.querySelectorAll('.mark').length > 2");
      int height = browser.script("return document.documentElement.scrollHeight").asInt();
      browser.view(1280, height, false);
      awaitTrue("return innerHeight === " + height);
      Files.write(Path.of(picture), browser.screenshot());
    }
  }

  private ConsoleService serve(Telemetry on) {
    return ConsoleService.start(broker.bootstrapServers(), prefix, on.server(), Clock.systemUTC());
  }

  private void awaitState(String source, String state) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        browser
                            .script(
                                "return document.querySelector(`[data-source='${arguments[0]}']`)"
                                    + "?.dataset.state ?? 'unknown'",
                                source)
                            .asText())
                    .as(source)
                    .isEqualTo(state));
  }

  private String pill(String source, String property) throws Exception {
    return browser
        .script(
            "const style = getComputedStyle("
                + "  document.querySelector(`[data-source='${arguments[0]}'] .pill`));"
                + "if (!arguments[1].startsWith('--')) return style[arguments[1]];"
                + "const [r, g, b] = style.getPropertyValue(arguments[1]).match(/\\w\\w/g)"
                + "  .map((part) => parseInt(part, 16));"
                + "return `rgb(${r}, ${g}, ${b})`",
            source,
            property)
        .asText();
  }

  private void awaitTrue(String body) {
    await().atMost(PATIENCE).until(() -> browser.script(body).asBoolean());
  }

  private static String audit() throws Exception {
    try (InputStream in = ConsoleIT.class.getResourceAsStream("/console/audit.js")) {
      return new String(
          Objects.requireNonNull(in, "audit.js").readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
