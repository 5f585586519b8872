package dev.argand.launcher.command;

import dev.argand.launcher.terminal.LogLevels;
import dev.argand.network.LoadGate;
import dev.argand.network.Recognizer;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.Manifest;
import dev.argand.network.bundle.ModelFormatException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code argand models verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    header = {"Checks a bundle as recognition does before it serves it.", ""},
    description = {
      "Checks a bundle as recognition does before it serves it: every digest, format,",
      "labels, front end and weights, and that the network gives its golden scores",
      "here. What is refused is named with its reason, and the exit code is 2.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand models verify run1/3f2a.argand",
      "  argand models verify copy.argand --json"
    })
final class VerifyModelCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The bundle.")
  private Path file = Path.of("");

  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws ModelFormatException {
    LogLevels.quiet();
    try {
      Bundle bundle = Bundle.read(file);
      try (Recognizer model = LoadGate.load(bundle)) {
        sound(bundle, LoadGate.deviation(model, bundle.golden()));
      }
      return 0;
    } catch (ModelFormatException e) {
      if (json.isWanted()) {
        Map<String, Object> said = said(false);
        e.digest().ifPresent(digest -> said.put("digest", digest));
        said.put("reason", e.reason().name());
        said.put("detail", e.detail());
        json.answer(said, "");
      }
      throw e;
    }
  }

  private void sound(Bundle bundle, double deviation) {
    Manifest manifest = bundle.manifest();
    Map<String, Object> said = said(true);
    said.put("digest", bundle.digest());
    said.put("formatVersion", manifest.formatVersion());
    said.put("labels", manifest.labels());
    said.put("frontEndDigest", manifest.frontEnd().digest());
    said.put("parameters", manifest.parameters());
    said.put("goldens", bundle.golden().windows().length);
    said.put("goldenDeviation", deviation);
    said.put("goldenTolerance", manifest.goldenTolerance());
    json.answer(
        said,
        String.format(
            Locale.ROOT,
            "%s is sound: digest %s, format %d, %d labels; %d goldens differ by %.1e, %.1e is allowed",
            file,
            bundle.digest(),
            manifest.formatVersion(),
            manifest.labels().size(),
            bundle.golden().windows().length,
            deviation,
            manifest.goldenTolerance()));
  }

  private Map<String, Object> said(boolean ok) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("file", file.toString());
    said.put("ok", ok);
    return said;
  }
}
