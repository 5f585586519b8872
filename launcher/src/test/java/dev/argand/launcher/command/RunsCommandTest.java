package dev.argand.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.search.run.RunConfig;
import dev.argand.search.run.RunFolder;
import dev.argand.search.run.RunLock;
import dev.argand.search.run.RunLog;
import dev.argand.search.run.RunResult;
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
      assertThat(answer.out())
          .containsSubsequence(
              "cccc0000 ",
              "working",
              "bbbb0000 ",
              "failed",
              "aaaa0000 ",
              "interrupted,",
              "search 2");
    }
    assertThat(run("runs", "list", "--json").out())
        .contains("\"runId\":\"bbbb000011112222\",\"state\":\"failed\"", "it diverged");
  }

  @Test
  void longNames_leaveLinesThatFitATerminal() throws Exception {
    String id = "aaaa000011112222";
    String names = "/data/of/somebody/who/likes/very-long-names/of-folders/";
    RunFolder folder = new RunFolder(home.resolve("runs").resolve(id));
    begin(folder, id, names + "recordings", names + "profile.properties", Instant.now());
    folder.log().append(epoch("retrain", 960));
    assertThat(run("runs", "list").out().lines())
        .hasSizeGreaterThan(2)
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    finish(folder, "d1".repeat(32));
    java.nio.file.Files.writeString(folder.root().resolve("d1".repeat(32) + ".argand"), "no");

    String shown = run("runs", "show", id).out();
    assertThat(shown)
        .contains("d1".repeat(32), "bundle     " + folder.root() + "/d1d1d1d1d1d1*.argand");
    assertThat(shown.lines().filter(line -> !line.contains(names)))
        .allSatisfy(
            line ->
                assertThat(line)
                    .hasSizeLessThanOrEqualTo(
                        80 + home.toString().length() - "/home/.argand".length()));
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
  void runOutsideTheHome_isNamedByItsPath_alsoInAdvice() throws Exception {
    Path elsewhere = home.resolveSibling(home.getFileName() + "-elsewhere");
    begin(new RunFolder(elsewhere), "aaaa000011112222", 1);
    try {
      assertThat(run("runs", "list").out()).contains("No runs yet");
      assertThat(run("runs", "show", "aaaa").err()).contains("--out is named by its folder's path");
      assertThat(run("runs", "show", elsewhere.toString()).out())
          .contains("`argand runs resume %s` goes on with it".formatted(elsewhere));
    } finally {
      org.assertj.core.util.Files.delete(elsewhere.toFile());
    }
  }

  @Test
  void runWhoseBundleWasDeleted_isLost_andSaysWhatResumingDoes() throws Exception {
    finish(begin("aaaa000011112222", 1), "d1".repeat(32));
    assertThat(run("runs", "list").out()).contains("lost");
    assertThat(run("runs", "show", "aaaa").out())
        .contains("aaaa000011112222, lost", "its bundle was deleted")
        .contains("`argand runs resume aaaa000011112222` makes it again");
    assertThat(run("models", "export-onnx", "aaaa").err()).contains("has no bundle", "resume aaaa");
  }

  @Test
  void exportOnnx_byRunOrDigest_findsTheBundleOfARun() throws Exception {
    RunFolder folder = begin("aaaa000011112222", 1);
    String digest = "d1".repeat(32);
    finish(folder, digest);
    Path bundle = java.nio.file.Files.writeString(folder.root().resolve(digest + ".argand"), "no");
    for (String name : List.of("aaaa", "d1d1d1d1", folder.root().toString())) {
      Answer answer = run("models", "export-onnx", name);
      // It was found: what is wrong with it is that it is none.
      assertThat(answer.exitCode()).isEqualTo(2);
      assertThat(answer.err().lines()).singleElement().asString().contains(bundle.toString());
    }
  }

  @Test
  void exportTo_whereNothingCanBeWritten_isOneLine() throws Exception {
    begin("aaaa000011112222", 1);
    Path missing = home.resolve("no/such/out");
    for (List<String> command :
        List.of(List.of("runs", "export", "aaaa"), List.of("models", "export-onnx", "aaaa"))) {
      assertRefusedTo(command, missing, "--to must be a file in a folder that is there");
      assertRefusedTo(command, home, "--to must be a file, '%s' is a folder".formatted(home));
      assertRefusedTo(command, Path.of(""), "--to must be a file, '' is a folder");
      assertRefusedTo(command, Path.of("/"), "--to must be a file, '/' is a folder");
    }
  }

  private void assertRefusedTo(List<String> command, Path to, String said) {
    String[] words =
        java.util.stream.Stream.concat(
                command.stream(), java.util.stream.Stream.of("--to", to.toString()))
            .toArray(String[]::new);
    Answer answer = run(words);
    assertThat(answer.exitCode()).as(answer.err()).isEqualTo(2);
    assertThat(answer.err().lines()).singleElement().asString().contains(said);
  }

  @Test
  void searchIntoAnotherRunsFolder_isRefusedWithWhatDiffers() throws Exception {
    RunFolder folder = begin("aaaa000011112222", 1);
    Answer answer =
        run(
            "search",
            "--data",
            "bundled:events",
            "--profile",
            "smoke",
            "--out",
            folder.root().toString());
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err().lines())
        .singleElement()
        .asString()
        .contains("aaaa000011112222's: its data are bundled (dddddddddddd), its seed is 7");
    try (var files = java.nio.file.Files.list(folder.root())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("config.json", "run.lock");
    }
  }

  private static void finish(RunFolder folder, String digest) throws Exception {
    folder.writeResult(
        new RunResult(
            "aaaa000011112222",
            folder.root().resolve(digest + ".argand"),
            digest,
            "SS1 normal[sep3<0 skip<1] reduction[avg3<0 sep5<1]",
            12,
            0.5,
            1,
            2),
        Map.of());
  }

  @Test
  void exportOnnx_ofNoModel_isOneLine() {
    Answer answer = run("models", "export-onnx", "12345678");
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err().lines()).singleElement().asString().contains("MODEL", "12345678");
  }

  private RunFolder begin(String runId, long at) throws Exception {
    return begin(new RunFolder(home.resolve("runs").resolve(runId)), runId, at);
  }

  private static RunFolder begin(RunFolder folder, String runId, long at) throws Exception {
    return begin(folder, runId, "bundled", "smoke", Instant.ofEpochSecond(at));
  }

  private static RunFolder begin(
      RunFolder folder, String runId, String data, String profile, Instant at) throws Exception {
    folder.lock(() -> {}).close();
    folder.claim(
        new RunConfig(
            runId,
            data,
            "d".repeat(64),
            profile,
            Map.of("field", "complex"),
            7,
            "cpu",
            "java",
            "unknown",
            at));
    return folder;
  }

  private static Map<String, Object> epoch(String phase, int epoch) {
    return RunLog.epoch(phase, epoch, 10 * epoch, epoch, Map.of("loss", 1.0), Map.of(), List.of());
  }
}
