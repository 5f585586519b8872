package dev.argand.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.search.run.RunConfig;
import dev.argand.search.run.RunFolder;
import dev.argand.search.run.RunLock;
import dev.argand.search.run.RunLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs of which nothing is there but their folders. */
final class RunsCommandTest {
  @TempDir Path home;

  private record Answer(int exitCode, String out, String err) {}

  private Answer run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands = ArgandCommand.commandLine(() -> false);
    commands.setOut(new PrintWriter(out));
    commands.setErr(new PrintWriter(err));
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--home";
    all[arguments.length + 1] = home.toString();
    int exitCode = commands.execute(all);
    return new Answer(exitCode, out.toString(), err.toString());
  }

  @Test
  void list_withoutRuns_saysHowToMakeOne() {
    assertThat(run("runs", "list").out()).contains("argand search");
    assertThat(run("runs", "list", "--json").out().strip()).isEqualTo("[]");
  }

  @Test
  void list_showsHowEachRunStands() throws Exception {
    begin("aaaa000011112222", 1).log().append(epoch("search", 2));
    RunFolder failed = begin("bbbb000011112222", 2);
    failed.log().append(RunLog.event("failed", Instant.EPOCH, Map.of("message", "it diverged")));
    RunFolder working = begin("cccc000011112222", 3);
    try (RunLock lock = working.lock(() -> {})) {
      Answer answer = run("runs", "list");
      assertThat(answer.exitCode()).isZero();
      assertThat(answer.out().lines().skip(1).map(String::strip).toList())
          .satisfiesExactly(
              line -> assertThat(line).startsWith("cccc000011112222").contains("working"),
              line -> assertThat(line).startsWith("bbbb000011112222").contains("failed"),
              line -> assertThat(line).contains("aaaa0000", "interrupted", "search 2"));
    }
    assertThat(run("runs", "list", "--json").out())
        .contains("\"runId\":\"bbbb000011112222\",\"state\":\"failed\"", "it diverged");
  }

  @Test
  void show_byTheFirstLetters_hasEverything() throws Exception {
    begin("aaaa000011112222", 1).log().append(epoch("retrain", 3));
    begin("aabb000011112222", 1);
    assertThat(run("runs", "show", "aaaa").out())
        .contains("aaaa000011112222, interrupted", "retrain 3", "argand runs resume");
    assertThat(run("runs", "show", "aaaa", "--json").out())
        .contains("\"values\":{\"field\":\"complex\"}", "\"log\":[{\"event\":\"epoch\"");
  }

  @Test
  void aRunThatIsNotThere_isOneLine() throws Exception {
    begin("aaaa000011112222", 1);
    for (String command : List.of("show", "resume", "export")) {
      Answer answer = run("runs", command, "ffff");
      assertThat(answer.exitCode()).isEqualTo(2);
      assertThat(answer.err().lines()).singleElement().asString().contains("no run 'ffff'");
    }
  }

  @Test
  void export_ofAnInterruptedRun_isAZipFile() throws Exception {
    begin("aaaa000011112222", 1).log().append(epoch("search", 1));
    Path zip = home.resolve("out.zip");
    Answer answer = run("runs", "export", "aaaa", "--to", zip.toString(), "--json");
    assertThat(answer.exitCode()).as(answer.err()).isZero();
    assertThat(answer.out()).contains("\"config.json\",\"log.jsonl\",\"report.html\"");
    assertThat(zip).exists();
  }

  @Test
  void exportOnnx_ofNoModel_isOneLine() {
    Answer answer = run("models", "export-onnx", "12345678");
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err().lines()).singleElement().asString().contains("MODEL", "12345678");
  }

  private RunFolder begin(String runId, long at) throws Exception {
    RunFolder folder = new RunFolder(home.resolve("runs").resolve(runId));
    folder.lock(() -> {}).close();
    folder.claim(
        new RunConfig(
            runId,
            "bundled",
            "d".repeat(64),
            "smoke",
            Map.of("field", "complex"),
            7,
            "cpu",
            "java",
            "unknown",
            Instant.ofEpochSecond(at)));
    return folder;
  }

  private static Map<String, Object> epoch(String phase, int epoch) {
    return RunLog.epoch(phase, epoch, 10 * epoch, epoch, Map.of("loss", 1.0), Map.of(), List.of());
  }
}
