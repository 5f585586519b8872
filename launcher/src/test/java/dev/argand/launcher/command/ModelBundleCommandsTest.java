package dev.argand.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.signal.AudioClip;
import dev.argand.signal.WavWriter;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Bundles on the command line: champion-v1.argand is a trained model of format 1. */
final class ModelBundleCommandsTest {
  private static final String DIGEST =
      "4cd271c6d5ff1cbc243fd3d9828657688771bdd153af719b0891e47c86b8250e";

  @TempDir Path home;
  private Path model;

  private record Answer(int exitCode, String out, String err) {
    JsonNode json() throws Exception {
      return new ObjectMapper().readTree(out);
    }
  }

  @BeforeEach
  void copy() throws Exception {
    model = home.resolve("model.argand");
    try (InputStream in =
        Objects.requireNonNull(
            ModelBundleCommandsTest.class.getResourceAsStream(
                "/dev/argand/launcher/champion-v1.argand"))) {
      Files.copy(in, model);
    }
  }

  private Answer run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands = ArgandCommand.commandLine(() -> false);
    commands.setOut(new PrintWriter(out));
    commands.setErr(new PrintWriter(err));
    int exitCode = commands.execute(arguments);
    return new Answer(exitCode, out.toString(), err.toString());
  }

  private Answer atHome(String... arguments) {
    return run(
        Stream.concat(Arrays.stream(arguments), Stream.of("--home", home.toString()))
            .toArray(String[]::new));
  }

  @Test
  void verify_ofAReleasedBundle_isSound_withFigures() throws Exception {
    Answer answer = run("models", "verify", model.toString(), "--json");

    assertThat(answer.exitCode()).as(answer.err()).isZero();
    assertThat(answer.json().path("ok").asBoolean()).isTrue();
    assertThat(answer.json().path("formatVersion").asInt()).isEqualTo(1);
    assertThat(answer.json().path("digest").asText()).isEqualTo(DIGEST);
    assertThat(answer.json().path("goldenDeviation").asDouble(1))
        .isLessThanOrEqualTo(answer.json().path("goldenTolerance").asDouble());
    assertThat(run("models", "verify", model.toString()).out()).contains("is sound", DIGEST);
  }

  @Test
  void verify_ofWhatIsWrong_namesTheReason_forPeopleAndPrograms() throws Exception {
    byte[] bytes = Files.readAllBytes(model);
    byte[] tampered = bytes.clone();
    tampered[bytes.length / 2] ^= 1;
    assertRefused(write("tampered.argand", tampered), "NOT_A_BUNDLE");
    assertRefused(
        write("truncated.argand", Arrays.copyOf(bytes, bytes.length - 7)), "NOT_A_BUNDLE");
    assertRefused(write("b".repeat(64) + ".argand", bytes), "DIGEST");
    assertRefused(home.resolve("none.argand"), "UNREADABLE");
    assertRefused(Files.writeString(home.resolve("text.argand"), "dear diary"), "NOT_A_BUNDLE");
  }

  @Test
  void show_byDigest_hasLabelsAndWhereItComesFrom() throws Exception {
    FolderBundleStore.create(home.resolve("bundles")).put(model);

    Answer answer = atHome("models", "show", DIGEST.substring(0, 8), "--json");

    assertThat(answer.exitCode()).as(answer.err()).isZero();
    assertThat(answer.json().path("digest").asText()).isEqualTo(DIGEST);
    assertThat(answer.json().path("labels")).isNotEmpty();
    assertThat(answer.json().path("thresholds")).hasSameSizeAs(answer.json().path("labels"));
    assertThat(answer.json().path("dataDigest").asText()).hasSize(64);
    assertThat(atHome("models", "show", model.toString()).out())
        .contains(DIGEST, "threshold", "genotype", "createdAt");
  }

  @Test
  void show_ofAVersionWithoutKafka_saysWhatWouldDo() {
    Answer answer = atHome("models", "show", "2");

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err().lines())
        .singleElement()
        .asString()
        .contains("MODEL 2 is a version", "--bootstrap-servers");
  }

  @Test
  void diff_ofAModelWithItself_isNone() throws Exception {
    Answer answer = atHome("models", "diff", model.toString(), model.toString(), "--json");

    assertThat(answer.exitCode()).as(answer.err()).isZero();
    assertThat(answer.json().path("changes")).isEmpty();
    assertThat(answer.json().path("labels").toString())
        .isEqualTo("{\"added\":[],\"removed\":[],\"reordered\":false}");
    assertThat(atHome("models", "diff", model.toString(), model.toString()).out())
        .startsWith("the same model: " + DIGEST);
  }

  @Test
  void evaluate_labelsThatTheModelLacks_areRefusedWithBothSets() throws Exception {
    sounds("cat", "dog");

    Answer answer =
        run("evaluate", "--model", model.toString(), "--data", home.resolve("sounds").toString());

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err().lines())
        .singleElement()
        .asString()
        .contains("a label in common", "the model has background, down, left", "have cat, dog");
  }

  @Test
  void evaluate_saysWhichClipsItJudges_andHowManyTheModelMayKnow() throws Exception {
    sounds("cat", "yes");
    String data = home.resolve("sounds").toString();

    Answer answer = run("evaluate", "--model", model.toString(), "--data", data);

    assertThat(answer.exitCode()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains("note: the model does not know cat: clips of it count as wrong")
        .contains(
            "Judging all 8 clips, 1 of groups named as some that the model learned from; if it"
                + " learned from these data, --split test leaves those out");
    Answer tested =
        run("evaluate", "--model", model.toString(), "--data", data, "--split", "test", "--json");
    assertThat(tested.exitCode()).as(tested.err()).isZero();
    assertThat(tested.json().path("split").asText()).isEqualTo("test");
    assertThat(tested.json().path("n").asInt()).isPositive();
    assertThat(tested.json().has("learned")).isTrue();
    assertThat(tested.err()).contains("clips of the test split, ");
  }

  @Test
  void recognize_channelsThatCancelEachOther_areWarnedOf() throws Exception {
    byte[] wav = turnedStereo();
    Path file = write("turned.wav", wav);

    Answer mixed = run("recognize", "--model", model.toString(), file.toString());
    Answer left =
        run("recognize", "--model", model.toString(), "--channel", "left", file.toString());

    assertThat(mixed.exitCode()).as(mixed.err()).isZero();
    assertThat(mixed.err().lines())
        .singleElement()
        .asString()
        .contains(file.toString(), "cancel each other", "--channel LEFT or RIGHT");
    assertThat(left.exitCode()).as(left.err()).isZero();
    assertThat(left.err()).isEmpty();
  }

  /** A second of stereo at 16 kHz, 16 bit, the right channel the left one with its sign turned. */
  private static byte[] turnedStereo() {
    int frames = 16_000;
    ByteBuffer wav = ByteBuffer.allocate(44 + 4 * frames).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 4 * frames);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) 2).putInt(16_000).putInt(64_000);
    wav.putShort((short) 4).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(4 * frames);
    for (int i = 0; i < frames; i++) {
      short sample = (short) (9_000 * Math.sin(0.2 * i));
      wav.putShort(sample).putShort((short) -sample);
    }
    return wav.array();
  }

  /** Four clips of each label; one of them is named as a speaker that the model learned from. */
  private void sounds(String... labels) throws Exception {
    for (String label : labels) {
      Path folder = Files.createDirectories(home.resolve("sounds").resolve(label));
      for (int i = 0; i < 4; i++) {
        float[] samples = new float[16_000];
        for (int at = 0; at < samples.length; at++) {
          samples[at] = (float) Math.sin((0.1 + 0.02 * i) * at);
        }
        String name = i == 0 && label.equals("yes") ? "en-gb-annie" : label + i;
        WavWriter.write(folder.resolve(name + "_nohash_0.wav"), new AudioClip(samples, 16_000));
      }
    }
  }

  private Path write(String name, byte[] bytes) throws Exception {
    return Files.write(home.resolve(name), bytes);
  }

  private void assertRefused(Path file, String reason) throws Exception {
    Answer answer = run("models", "verify", file.toString(), "--json");

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.json().path("ok").asBoolean(true)).isFalse();
    assertThat(answer.json().path("reason").asText()).isEqualTo(reason);
    assertThat(answer.json().path("detail").asText()).isNotBlank();
    assertThat(answer.err().lines())
        .singleElement()
        .asString()
        .contains(file.toString(), "is refused, " + reason);
  }
}
