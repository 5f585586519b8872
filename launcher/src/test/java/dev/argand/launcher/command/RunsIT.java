package dev.argand.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A small search by the command line, and what can be done with it afterwards. */
@Tag("beside")
final class RunsIT {
  @TempDir Path home;

  @Test
  void aSearch_isListedShownExportedAndNotDoneTwice() throws Exception {
    String[] search = {
      "search", "--data", "bundled:events", "--profile", "smoke", "--seed", "3", "--json"
    };
    JsonNode made = json(search);
    String id = made.get("runId").textValue();
    Path folder = home.resolve("runs").resolve(id);
    assertThat(Path.of(made.get("bundle").textValue())).exists().hasParent(folder);
    assertThat(folder.resolve("report.html")).content().contains("Normal cell", "Held-out clips");
    assertThat(folder.resolve("checkpoint")).doesNotExist();

    assertThat(json(search)).isEqualTo(made);
    assertThat(json("runs", "resume", id.substring(0, 6), "--json")).isEqualTo(made);

    JsonNode listed = json("runs", "list", "--json");
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).get("state").textValue()).isEqualTo("done");
    JsonNode shown = json("runs", "show", id, "--json");
    assertThat(shown.at("/result/heldOut/confusion").size()).isPositive();
    assertThat(shown.at("/environment/engine").textValue()).startsWith("PyTorch");
    // One worker, two epochs of each phase, an end.
    assertThat(shown.get("log")).hasSize(6);
    assertThat(shown.at("/log/1/edges").size()).isEqualTo(10);
    assertThat(shown.at("/log/1/genotype").textValue()).startsWith("SS1 normal[");

    Path zip = home.resolve("run.zip");
    json("runs", "export", id, "--to", zip.toString(), "--json");
    try (ZipFile file = new ZipFile(zip.toFile())) {
      assertThat(file.stream().map(entry -> entry.getName()))
          .contains("config.json", "result.json", "report.html", "architecture.svg")
          .anyMatch(name -> name.endsWith(".argand"));
    }
    Path onnx = home.resolve("model.onnx");
    String digest = made.get("digest").textValue();
    for (String model : List.of(made.get("bundle").textValue(), digest.substring(0, 8), id)) {
      JsonNode written = json("models", "export-onnx", model, "--to", onnx.toString(), "--json");
      assertThat(written.get("digest").textValue()).isEqualTo(digest);
      assertThat(Files.size(onnx)).isGreaterThan(1000);
      Files.delete(onnx);
    }
  }

  private JsonNode json(String... arguments) throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands = ArgandCommand.commandLine(() -> false);
    commands.setOut(new PrintWriter(out));
    commands.setErr(new PrintWriter(err));
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--home";
    all[arguments.length + 1] = home.toString();
    assertThat(commands.execute(all)).as(err.toString()).isZero();
    return new ObjectMapper().readTree(out.toString());
  }
}
