package dev.argand.launcher.command;

import dev.argand.launcher.standalone.Home;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.JsonLine;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.network.onnx.OnnxExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code argand models export-onnx}. */
@Command(
    name = "export-onnx",
    mixinStandardHelpOptions = true,
    header = {"Writes a model as an ONNX file.", ""},
    description = {
      "Writes a model as an ONNX file of standard operators: features of a window in, scores of the",
      "labels out. The front end is not in the file; its figures are in the file's metadata, with",
      "labels and thresholds.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand models export-onnx run1/3f2a.argand --to model.onnx",
      "  argand models export-onnx 3f2a77c0"
    })
final class ExportOnnxCommand implements Callable<Integer> {
  private static final int SHORTEST = 8;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOption home = new HomeOption();

  @Parameters(
      paramLabel = "MODEL",
      description =
          "A bundle's file, or the digest of one in the home, or the digest's first eight letters"
              + " or more.")
  private String model = "";

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "The ONNX file (default: DIGEST.onnx here); one that is there is replaced.")
  private @Nullable Path to;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, CommandFailure {
    LogLevels.quiet();
    Bundle bundle = Bundle.read(file());
    byte[] onnx = OnnxExport.of(bundle);
    Path named = to != null ? to : Path.of(bundle.digest() + ".onnx");
    Path target = named.toAbsolutePath().normalize();
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
    Terminal.of(spec.commandLine(), false).line(json ? JsonLine.of(said) : target.toString());
    return 0;
  }

  private Path file() throws IOException, CommandFailure {
    Path file = Path.of(model);
    if (Files.isRegularFile(file)) {
      return file;
    }
    Home folder = home.home();
    List<String> found = List.of();
    if (model.length() >= SHORTEST && Files.isDirectory(folder.bundles())) {
      FolderBundleStore store = new FolderBundleStore(folder.bundles());
      found = store.digests().stream().filter(digest -> digest.startsWith(model)).toList();
      if (found.size() == 1) {
        return store.fetch(found.get(0));
      }
    }
    throw CommandFailure.usage(
        found.isEmpty()
            ? "MODEL must be a bundle's file or the digest of one in %s, was '%s'"
                .formatted(folder.bundles(), model)
            : "MODEL '%s' stands for %d bundles: more of the digest is needed"
                .formatted(model, found.size()));
  }
}
