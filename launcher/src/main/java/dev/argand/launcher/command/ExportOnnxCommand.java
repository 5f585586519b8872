package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.onnx.OnnxExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code argand models export-onnx}. */
@Command(
    name = "export-onnx",
    mixinStandardHelpOptions = true,
    header = {"Writes a model as an ONNX file.", ""},
    description = {
      "Writes a model as an ONNX file of standard operators: features of a window in,",
      "scores of the labels out. The front end is not in the file; its figures are in",
      "the file's metadata, with labels and thresholds.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand models export-onnx run1/3f2a.argand --to model.onnx",
      "  argand models export-onnx 3f2a77c0       a digest, or its first letters",
      "  argand models export-onnx 51ce           the model of a run"
    })
final class ExportOnnxCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();

  @Parameters(
      paramLabel = "MODEL",
      description =
          "A bundle's file; the digest of a published one or of a run's, or its first eight letters"
              + " or more; or a run, as `argand runs` takes it.")
  private String model = "";

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "The ONNX file (default: DIGEST.onnx here); one that is there is replaced.")
  private @Nullable Path to;

  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws IOException, CommandFailure {
    LogLevels.quiet();
    Path chosen = to == null ? null : OutputPath.file("--to", to);
    Bundle bundle = Bundle.read(new StoredModels(home.home()).find(model));
    Path target =
        chosen != null ? chosen : OutputPath.file("--to", Path.of(bundle.digest() + ".onnx"));
    byte[] onnx = OnnxExport.of(bundle);
    Path aside = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      Files.write(aside, onnx);
      Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("file", target.toString());
    said.put("digest", bundle.digest());
    said.put("bytes", onnx.length);
    json.answer(said, target.toString());
    return 0;
  }
}
