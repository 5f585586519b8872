package dev.argand.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.signal.AudioClip;
import dev.argand.signal.WavWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a person meets first: help, and what is said about mistakes. */
final class CommandLineTest {
  @TempDir Path folder;

  private record Answer(int exitCode, String out, String err) {}

  private static Answer run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands = ArgandCommand.commandLine(() -> false);
    commands.setOut(new PrintWriter(out));
    commands.setErr(new PrintWriter(err));
    int exitCode = commands.execute(arguments);
    return new Answer(exitCode, out.toString(), err.toString());
  }

  @Test
  void help_isGiven_evenWhereMoreIsExpected() {
    Answer answer = run("models", "canary", "--help");

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out()).contains("Usage: argand models canary");
  }

  @Test
  void clipsOfAnUnknownKind_areRefusedBeforeKafkaIsAsked() {
    Answer answer = run("clips", "list", "--kind", "near_miss");

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err())
        .contains("--kind must be one of detection, near-miss, audit, label, was near_miss");
  }

  @Test
  void help_ofAll_namesEveryCommand() {
    Answer answer = run("--help");

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out())
        .contains(ArgandCommand.commandLine(() -> false).getSubcommands().keySet());
  }

  /** What a command's help says of those below it ends where a sentence does. */
  @Test
  void help_ofCommandsBelow_isNotCutOff() {
    assertSummaries(ArgandCommand.commandLine(() -> false));
  }

  private static void assertSummaries(CommandLine command) {
    command
        .getSubcommands()
        .forEach(
            (name, below) -> {
              var usage = below.getCommandSpec().usageMessage();
              String[] lines = usage.header().length > 0 ? usage.header() : usage.description();
              assertThat(lines).as(name).isNotEmpty();
              assertThat(lines[0].strip()).as(name).endsWith(".");
              assertSummaries(below);
            });
  }

  static Stream<List<String>> startersOfSearches() {
    return Stream.of(
        List.of("search", "--data", "bundled:events"),
        List.of("standalone", "--port", "0", "--http-port", "0"),
        List.of("demo", "--once", "--data", "bundled:events", "--profile", "smoke"));
  }

  @ParameterizedTest
  @MethodSource("startersOfSearches")
  void nativesThatWereNotFetched_areAskedForBeforeAnythingStarts(List<String> command) {
    Answer answer =
        run(
            Stream.concat(
                    command.stream(), Stream.of("--spectra", "nd4j", "--home", folder.toString()))
                .toArray(String[]::new));

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err().lines())
        .singleElement()
        .asString()
        .contains("'argand natives fetch nd4j' fetches it, about 128 MB");
    assertThat(folder.resolve("broker")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--guarantee|twice|--guarantee must be exactly-once or at-least-once, was 'twice'",
        "--engine|abacus|--engine must be pytorch or onnx-runtime, was 'abacus'",
        "--load|1.5|--load must be within [0.05, 0.95], was 1.5",
        "--threads|9|threads must be within [1, 4], as many as there are partitions, were 9",
        "--frame-bytes|641|frame bytes must be even and within [64, 32000], were 641",
        "--model|nowhere|MODEL must be a bundle's file",
      })
  void benchStream_whatCannotBe_isRefusedInOneLine(String option, String value, String said) {
    Answer answer = run("bench", "stream", option, value, "--home", folder.toString());

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err().lines()).singleElement().asString().contains(said);
  }

  @Test
  void search_unknownDevice_isRefused() {
    Answer answer = run("search", "--data", "bundled:events", "--device", "tpu");

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).contains("--device", "tpu", "CUDA");
  }

  @Test
  void natives_unknownSet_isRefused() {
    Answer answer = run("natives", "fetch", "rocm", "--home", folder.toString());

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).contains("SET must be one of cpu, cuda, nd4j, nd4j-cuda, was 'rocm'");
  }

  @Test
  void natives_list_saysSizesAndWhatIsHere() {
    Answer answer = run("natives", "list", "--json", "--home", folder.toString());

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out())
        .contains("{\"set\":\"cuda\",\"bytes\":2400000000,\"here\":false,\"bundled\":false,")
        .contains("nd4j-cuda");
    // The tests' class path has the CPU's natives, as an installation has.
    assertThat(run("natives", "list", "--home", folder.toString()).out().lines())
        .anySatisfy(line -> assertThat(line).matches("  cpu .*110 MB +bundled"))
        .anySatisfy(line -> assertThat(line).matches("  cuda .*2.4 GB +no"));
  }

  @Test
  void data_list_saysWhatThereIs() {
    Answer answer = run("data", "list", "--home", folder.toString());

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out()).contains("bundled:words", "speech-commands", "2,428 MB", "CC BY 4.0");
    assertThat(answer.out().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    assertThat(run("data", "list", "--json", "--home", folder.toString()).out())
        .contains("{\"name\":\"fsdd\",", "\"here\":false");
  }

  @Test
  void data_fetchOfAnUnknownOrUncheckedSet_isRefused() {
    String home = folder.toString();
    assertRefused(run("data", "fetch", "mnist", "--home", home), "NAME must be one of", "'mnist'");
    assertRefused(
        run("data", "fetch", "audio-mnist", "--home", home), "no checksum", "--unverified");
    assertRefused(
        run("data", "fetch", "fsdd", "--sha256", "12", "--home", home), "64", "hexadecimal");
  }

  @Test
  void data_synth_givesASetThatDescribeKnows() {
    String out = folder.resolve("sounds").toString();
    Answer synth =
        run("data", "synth", "--out", out, "--kinds", "bell", "--groups", "3", "--takes", "1");
    assertThat(synth.exitCode()).as(synth.err()).isZero();
    assertThat(synth.out().strip()).isEqualTo(out);

    Answer described = run("data", "describe", out, "--json");

    assertThat(described.exitCode()).as(described.err()).isZero();
    assertThat(described.out())
        .contains("{\"label\":\"bell\",\"clips\":3,\"train\":1,\"validation\":1,\"test\":1,")
        .contains("\"sampleRatesHz\":{\"16000\":6}", "\"sharedAudio\":[]", "\"digest\":");
    assertThat(run("data", "describe", out).out()).contains("by hash of the group");
    assertRefused(run("data", "synth", "--out", out), "an empty or new folder was expected");
    assertRefused(
        run("data", "synth", "--out", out + "2", "--kinds", "bel"),
        "--kinds must be some of",
        "'bel'");
    assertRefused(
        run("data", "synth", "--out", out + "2", "--groups", "2"),
        "--groups must be in [3, 10000], was 2");
  }

  @Test
  void outputThatCannotBeWritten_isOneLineWithItsOption() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "a file");
    String inFile = file.resolve("x").toString();
    assertRefused(
        run("data", "synth", "--out", file.toString()), "--out must be a folder", "is a file");
    assertRefused(run("data", "synth", "--out", inFile), "--out must be in folders", file + ",");
    assertRefused(run("data", "fetch", "fsdd", "--to", inFile), "--to must be in folders");
    assertRefused(
        run("search", "--data", "bundled:events", "--out", inFile), "--out must be in folders");
    assertRefused(
        run("search", "--data", "bundled:events", "--out", file.toString()),
        "--out must be a folder");
    assertRefused(run("data", "synth", "--out", ""), "--out must be a folder, '' is empty");
  }

  @Test
  void clipAtOneSampleASecond_isDescribed_andRefusedBeforeASearch() throws IOException {
    Path data = folder.resolve("data");
    for (int i = 0; i < 4; i++) {
      write(data.resolve("cat/%d.wav".formatted(i)));
      write(data.resolve("dog/%d.wav".formatted(i)));
    }
    WavWriter.write(data.resolve("dog/slow.wav"), new AudioClip(new float[] {0.1f, 0.2f}, 1));
    assertThat(run("data", "describe", data.toString()).out())
        .contains("cannot be made from 1 clips at 1 Hz: a search refuses them");
    assertThat(run("data", "describe", data.toString(), "--json").out())
        .contains("\"unusableRatesHz\":{\"1\":1}");
    Path out = folder.resolve("run");
    assertRefused(
        run("search", "--data", data.toString(), "--out", out.toString()),
        "1 clip(s) have rates from which 16000 Hz cannot be made",
        "dog/slow.wav at 1 Hz");
    assertThat(out).doesNotExist();
    assertRefused(run("demo", "--data", data.toString()), "dog/slow.wav at 1 Hz");
  }

  @Test
  void version_isTheBuilds() {
    assertThat(run("--version").out()).matches("(?s)argand \\d+\\.\\d+\\.\\d+.*Java 1?\\d.*");
  }

  @ParameterizedTest
  @CsvSource({
    "--max-params,fifty,--max-params must be a number such as",
    "--max-params,1.5k5,--max-params must be a number such as",
    "--method,genetic,search.method",
    "--space,ss2,ss-pol-asym4",
    "--set,search.nodez=3,search.nodez",
    "--max-ms,-1,--max-ms must be a number of 0 or more",
    "--max-ms,fast,--max-ms must be a number of 0 or more",
    "--max-params,-1,--max-params must be a number such as",
    "--max-params,0.4,--max-params must be at least 1, or 0 for no limit",
    "--match-params,0.0001k,--match-params must be at least 1, or 0 for no limit",
    "--max-ms,1e-400,--max-ms must be at least"
  })
  void search_optionThatCannotBe_saysWhatCan(String option, String value, String said) {
    Answer answer = run("search", "--data", "bundled:events", option, value);
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).contains(said);
  }

  @ParameterizedTest
  @CsvSource({"--max-ms,0", "--max-params,0", "--match-params,0k"})
  void search_limitOfNothing_isNoLimit(String option, String value) {
    String missing = folder.resolve("nowhere").toString();

    assertRefused(run("search", "--data", missing, option, value), missing, "does not exist");
  }

  @Test
  void completion_isAScriptThatKnowsTheOptions() {
    Answer answer = run("generate-completion");

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out()).contains("complete -F", "--bootstrap-servers", "--once");
  }

  @Test
  void unknownOption_isRefusedWithTheNearest() {
    assertRefused(run("demo", "--onse"), "Unknown option: '--onse'", "--once");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "search", "evaluate"})
  void dataThatIsMissing_isOneLine(String command) {
    String missing = folder.resolve("nowhere").toString();

    assertRefused(run(command, "--data", missing), missing, "does not exist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "search", "evaluate"})
  void folderOfTextFiles_isOneLine(String command) throws IOException {
    Path texts = Files.createDirectories(folder.resolve("texts/yes"));
    Files.writeString(texts.resolve("a.txt"), "no audio");

    assertRefused(run(command, "--data", texts.getParent() + ""), "no audio files", "1 .txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "search"})
  void classWithOneClip_isOneLineThatNamesIt(String command) throws IOException {
    Path data = folder.resolve("data");
    for (int i = 0; i < 4; i++) {
      write(data.resolve("many/%d.wav".formatted(i)));
    }
    write(data.resolve("lonely/0.wav"));

    assertRefused(run(command, "--data", data.toString()), "\"lonely\"", "only 1");
  }

  @Test
  void takenPort_isOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = String.valueOf(taken.getLocalPort());

      assertRefused(run("demo", "--once", "--port", port), "port " + port, "taken");
      assertRefused(run("demo", "--once", "--http-port", port), "port " + port, "taken");
      assertRefused(
          run("standalone", "--port", port, "--home", folder.resolve("home").toString()),
          "port " + port,
          "taken");
    }
  }

  @Test
  void portOutOfRange_isOneLine() {
    assertRefused(run("demo", "--port", "70000"), "[0, 65535]", "70000");
  }

  @Test
  void unknownProfile_isOneLine() {
    assertRefused(run("demo", "--profile", "huge"), "huge", "smoke");
    assertRefused(run("search", "--data", "bundled", "--profile", "huge"), "huge", "smoke");
  }

  @Test
  void liveStretchOfNoLength_isOneLine() {
    assertRefused(run("demo", "--seconds", "0"), "3 to 1800 seconds");
  }

  @Test
  void replay_ofWhatCannotBe_saysWhy() {
    assertRefused(run("replay", "--from", "yesterday"), "--from", "2026-11-25T10:00:03Z");
    assertRefused(
        run("replay", "--from", "2026-11-25T10:00:00Z", "--to", "2026-11-25T10:00:00Z"),
        "--from must be before --to");
    assertRefused(
        run("replay", "--model", "1", "--diff", "1", "2"), "either --model or --diff was expected");
    assertRefused(run("replay", "--diff", "1"), "--diff");
    assertRefused(run("replay", "--min-margin", "2"), "minMargin must be in [0, 1], was 2.0");
    assertRefused(
        run("replay", "--set", "quality.silence=-60"),
        "unknown setting quality.silence",
        "quality.silence.dbfs");
    assertRefused(run("replay", "--set", "quality.late=soon"), "quality.late", "soon", "10s");
    assertRefused(
        run("replay", "--set", "inference.reorder.limit=11s"),
        "inference.reorder.limit must be in [0s, 10s], was 11000 ms");
    assertRefused(run("replay", "--home", folder.toString()), "no standalone runs");
  }

  @Test
  void recognizeWithoutAModel_saysWhatToDo() {
    assertRefused(
        run("recognize", "a.wav", "--home", folder.toString()), "--model", "argand standalone");
  }

  @Test
  void modelThatIsNone_isOneLineWithItsPath() throws IOException {
    Path model = Files.writeString(folder.resolve("m.argand"), "no model");

    assertRefused(run("recognize", "a.wav", "--model", model.toString()), model.toString());
    assertRefused(
        run("recognize", "a.wav", "--model", model + ".not"), model + ".not", "no such file");
  }

  @Test
  void sourceThatIsMissing_isOneLine() {
    String missing = folder.resolve("nowhere.wav").toString();

    assertRefused(run("ingest", "hall=" + missing), "hall", missing);
    assertRefused(run("standalone", "--source", "hall=" + missing), "hall", missing);
  }

  @Test
  void loopWithoutASpeed_isOneLine() throws IOException {
    Path file = write(folder.resolve("a.wav"));

    assertRefused(run("ingest", "hall=" + file, "--loop", "--speed", "0"), "loop", "speed");
  }

  @Test
  void twoSourcesOfOneName_areRefusedWithBoth() throws IOException {
    Path one = write(folder.resolve("a.wav"));
    Path other = write(folder.resolve("b.wav"));

    assertRefused(run("ingest", "hall=" + one, "hall=" + other), "source hall", "a.wav", "b.wav");
    assertRefused(
        run("standalone", "--source", "hall=" + one, "--source", "hall=" + other),
        "source hall",
        "a.wav",
        "b.wav");
    assertRefused(run("ingest", "hall"), "ID=PATH was expected, was 'hall'");
  }

  @Test
  void folderWithoutAudio_isRefusedAsASource() throws IOException {
    Path texts = Files.createDirectories(folder.resolve("texts/yes"));
    Files.writeString(texts.resolve("a.txt"), "no audio");
    String source = "hall=" + texts.getParent();

    assertRefused(
        run("standalone", "--source", source), texts.getParent() + ": ", "*.wav", "*.flac");
    assertRefused(run("ingest", source), texts.getParent() + ": ", "*.wav", "*.flac");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "policy.properties|labels.new = many|labels.new = \"many\"|a whole number in",
        "policy.properties|labels.nwe = 3|unknown setting labels.nwe|did you mean labels.new?",
        "policy.properties|settle = 5m|settle must be at most settle.most|was PT5M",
        "policy.properties|profile = huge|profile = \"huge\"|smoke",
        "policy.properties|data = /no/where|data = \"/no/where\"|expected one, a .csv table",
        "rollback.properties|rollback = never|rollback = \"never\"|one of act, dry-run, off",
        "rollback.properties|rollback.windows = 50|rollback.windows.least must be at most|100 over 50",
      })
  void standalone_badPolicy_isRefusedWithItsFileBeforeAnythingRuns(
      String file, String line, String said, String expected) throws IOException {
    Path policy = Files.writeString(folder.resolve(file), line);

    assertRefused(
        run("standalone", "--port", "0", "--http-port", "0", "--home", folder.toString()),
        policy.toString(),
        said,
        expected);
    assertThat(folder.resolve("broker")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/file", "/file/below"})
  void homeThatIsAFile_isRefusedByEveryCommand(String path) throws IOException {
    Files.writeString(folder.resolve("file"), "no folder");
    String home = folder + path;

    for (List<String> command :
        List.of(
            List.of("standalone"),
            List.of("demo", "--once"),
            List.of("search", "--data", "bundled:events"),
            List.of("models", "list"),
            List.of("runs", "list"),
            List.of("runs", "show", "3f2a"),
            List.of("natives", "list"),
            List.of("data", "fetch", "fsdd"),
            List.of("topics", "check"),
            List.of("recognize", "a.wav"))) {
      assertRefused(
          run(Stream.concat(command.stream(), Stream.of("--home", home)).toArray(String[]::new)),
          "--home must be ",
          "folder");
    }
  }

  @Test
  void label_whatCannotBe_isSaidInOptions() {
    assertRefused(
        run("label", "hall", "siren", "--session", "s1", "--first", "9", "--end", "9"),
        "--end: more than --first 9 was expected, was 9");
    assertRefused(
        run("label", "hall", "siren"),
        "a --window, samples (--session, --first, --end) or UTC (--from, --to) were expected");
    assertRefused(
        run("label", "hall", "siren", "--to", "2026-11-25T10:00:03Z"),
        "--from: --from and --to together was expected, was absent");
    assertRefused(run("label", " ", "siren", "--window", "w"), "SOURCE: ");
    assertRefused(run("label", "hall", "--withdraw", "a b"), "--withdraw: 1 to 200 visible");
    assertRefused(run("label", "hall", "siren", "--from", "noon"), "--from must be a time");
    assertRefused(run("label", "hall"), "either LABEL or --withdraw LABEL-ID was expected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data", "models", "runs", "natives", "bench", "topics"})
  void groupAlone_saysWhatItHas(String group) {
    Answer answer = run(group);

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err().lines())
        .singleElement()
        .asString()
        .contains("one of these was expected: ", "argand " + group + " --help");
  }

  @Test
  void withoutKafka_commandsSayWhereItIsSought() {
    String home = folder.toString();

    assertRefused(run("topics", "check", "--home", home), "--bootstrap-servers", home);
    assertRefused(run("inference", "--home", home), "--bootstrap-servers", home);
  }

  @Test
  void kafkaThatDoesNotAnswer_isOneLineAndFailedWork() {
    Answer answer = run("topics", "check", "--bootstrap-servers", "127.0.0.1:1");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).contains("no Kafka answers at 127.0.0.1:1");
  }

  @Test
  void modelsOfAnEmptyHome_areNone() {
    Answer answer = run("models", "list", "--json", "--home", folder.toString());

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out().strip()).isEqualTo("[]");
  }

  private static void assertRefused(Answer answer, String... words) {
    assertThat(answer.exitCode()).as(answer.err()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).startsWith("argand: ").contains(words);
  }

  private static Path write(Path wav) throws IOException {
    Files.createDirectories(wav.getParent());
    float[] samples = new float[8_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) Math.sin(0.3 * i);
    }
    WavWriter.write(wav, new AudioClip(samples, 8_000));
    return wav;
  }
}
