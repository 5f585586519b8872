package dev.argand.search.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.search.run.EdgeState;
import dev.argand.search.run.RunConfig;
import dev.argand.search.run.RunFolder;
import dev.argand.search.run.RunLog;
import dev.argand.search.run.RunResult;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class RunReportTest {
  private static final String GENOTYPE = "SS1 normal[sep3<0 skip<1] reduction[max3<0 skip<1]";

  @TempDir Path root;

  @Test
  void html_ofARunThatIsDone_hasEveryPart() throws Exception {
    String html = RunReport.html(done());
    assertThat(html)
        .contains("Run 0123456789abcdef", "87.5 %", "1,234")
        .contains("data:image/svg+xml;base64,")
        .contains("Search: loss", "Retraining: accuracy", "parameterlessShare")
        .contains("Normal cell", "c[k-2] \u2192 0", "Gates", "dil5")
        .contains("Held-out clips", "bell &amp; &lt;whistle&gt;")
        .contains("unmoved: alphas moved by 0.003</span>, from epoch 2 on")
        .contains("search.batch", "PyTorch 2.5.1", "1,500,000")
        .doesNotContain("NaN", "Infinity");
  }

  @Test
  void html_needsNothingElse() throws Exception {
    String html = RunReport.html(done());
    Matcher outside =
        Pattern.compile("(src|href)=\"(?!data:)|url\\(|@import|<script").matcher(html);
    assertThat(outside.find()).isFalse();
    assertThat(html.split("https?://", -1)).hasSize(1);
  }

  @Test
  void html_drawings_areXml() throws Exception {
    Matcher svg = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(RunReport.html(done()));
    int drawings = 0;
    while (svg.find()) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(svg.group())));
      drawings++;
    }
    // Three of the search, two of the retraining, one for the gates and one an edge.
    assertThat(drawings).isEqualTo(8);
  }

  @Test
  void html_ofARunThatHasJustBegun_isWhatThereIs() throws Exception {
    RunFolder folder = begun();
    assertThat(RunReport.html(folder))
        .contains("interrupted")
        .doesNotContain("Held-out clips", "<img");
    RunReport.write(folder);
    assertThat(folder.report()).content().endsWith("</html>\n");
  }

  @Test
  void html_ofNoRun_isRefused() {
    assertThatThrownBy(() -> RunReport.html(new RunFolder(root)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no run's folder");
  }

  @Test
  void export_ofARunThatIsNotDone_leavesOutWhatAWorkerNeeds() throws Exception {
    RunFolder folder = begun();
    Files.writeString(folder.checkpoint(), "a checkpoint");
    Files.writeString(root.resolve(".aside-1"), "half");
    Path zip = root.resolve("out.zip");
    assertThat(RunExport.write(folder, zip))
        .containsExactly("config.json", "environment.json", "report.html");
    try (ZipFile file = new ZipFile(zip.toFile())) {
      assertThat(file.size()).isEqualTo(3);
    }
  }

  private RunFolder begun() throws Exception {
    RunFolder folder = new RunFolder(root);
    folder.claim(
        new RunConfig(
            "0123456789abcdef",
            "bundled:events",
            "d".repeat(64),
            "smoke",
            Map.of("search.batch", "4"),
            7,
            "cpu",
            "java",
            "unknown",
            Instant.EPOCH));
    folder.writeEnvironment(Map.of("engine", "PyTorch 2.5.1"));
    return folder;
  }

  private RunFolder done() throws Exception {
    RunFolder folder = begun();
    RunLog log = folder.log();
    log.append(RunLog.event("take", Instant.EPOCH, Map.of("step", 0)));
    for (int epoch = 1; epoch <= 3; epoch++) {
      log.append(
          RunLog.epoch(
              "search",
              epoch,
              3 * epoch,
              epoch,
              Map.of(
                  "loss",
                  epoch == 2 ? Double.NaN : 2.0 / epoch,
                  "accuracy",
                  0.3 * epoch,
                  "weightLoss",
                  1.0 / epoch,
                  "parameterlessShare",
                  0.75),
              Map.of(
                  "genotype",
                  GENOTYPE,
                  "warnings",
                  epoch == 1
                      ? List.of()
                      : List.of(
                          Map.of("name", "unmoved", "message", "alphas moved by 0.00" + epoch))),
              List.of(
                  new EdgeState("normal", 0, 2, 0.1 * epoch, Map.of("sep3", 0.4, "dil5", 0.6)),
                  new EdgeState("normal", 1, 2, 0.5, Map.of("sep3", 0.2, "dil5", 0.8)))));
    }
    log.append(RunLog.epoch("retrain", 1, 10, 4, Map.of("loss", 1.0), Map.of(), List.of()));
    Path bundle = Files.writeString(root.resolve("e".repeat(64) + ".argand"), "a bundle");
    folder.writeResult(
        new RunResult("0123456789abcdef", bundle, "e".repeat(64), GENOTYPE, 1234, 0.875, 3, 4),
        Map.of(
            "multiplications",
            1.5e6,
            "heldOut",
            Map.of(
                "n",
                8,
                "accuracy",
                0.875,
                "confusion",
                Map.of(
                    "bell & <whistle>", Map.of("bell & <whistle>", 3, "rain", 1),
                    "rain", Map.of("rain", 4)))));
    return folder;
  }
}
