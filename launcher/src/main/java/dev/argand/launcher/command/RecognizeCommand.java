package dev.argand.launcher.command;

import dev.argand.inference.HearingRule;
import dev.argand.inference.OverloadRule;
import dev.argand.inference.QualityRule;
import dev.argand.inference.ReorderRule;
import dev.argand.launcher.recognition.ClipRecognition;
import dev.argand.launcher.recognition.HeardStretch;
import dev.argand.launcher.recognition.HeardWindow;
import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.JsonLine;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.Terminal;
import dev.argand.media.MediaReader;
import dev.argand.network.Recognizer;
import dev.argand.signal.AudioClip;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.PcmAudio;
import dev.argand.signal.UnsupportedRateException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code argand recognize}. */
@Command(
    name = "recognize",
    mixinStandardHelpOptions = true,
    header = {"Says what is heard in audio files.", ""},
    description = {
      "Says what is heard in audio files of any kind, rate and channels, with times",
      "and scores, as live recognition would. A file that cannot be read is named, and",
      "the others go on.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand recognize door.wav                    with the running champion",
      "  argand recognize --model m.argand a.wav b.ogg c.mp4",
      "  argand recognize --model m.argand --all --json a.wav",
      "",
      "With --json, one object a file and line: {\"file\", \"seconds\", \"sampleRateHz\",",
      "\"model\", \"heard\": [{\"label\", \"start\", \"end\", \"score\"}], \"quality\": {flag:",
      "windows}}, with --all also \"windows\", each with its decision, level and flags."
    })
final class RecognizeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModelOptions model = new ModelOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Audio files: WAV, Ogg, FLAC, MP3, films, ...")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--all", description = "Show every window, not only what was accepted.")
  private boolean all;

  @Option(
      names = "--channel",
      paramLabel = "CHANNEL",
      defaultValue = "MIX",
      description = "What is heard of several channels: ${COMPLETION-CANDIDATES} (default: MIX).")
  private ChannelSelection channel = ChannelSelection.MIX;

  @Mixin private DecisionOptions decision = new DecisionOptions();

  @Option(names = "--json", description = "Print one JSON object a file.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    LogLevels.quiet();
    HearingRule rule =
        new HearingRule(
            ReorderRule.USUAL, OverloadRule.USUAL, QualityRule.USUAL, decision.decision());
    Terminal terminal = Terminal.of(spec.commandLine(), false);
    int exitCode = 0;
    try (Recognizer recognizer = model.load()) {
      for (Path file : files) {
        try {
          recognize(file, recognizer, rule, terminal);
        } catch (IOException e) {
          exitCode = CommandFailure.USAGE;
          refuse(file, e, terminal);
        }
      }
    }
    return exitCode;
  }

  private void recognize(Path file, Recognizer recognizer, HearingRule rule, Terminal terminal)
      throws IOException {
    PcmAudio audio = MediaReader.read(file);
    if (audio.sampleFrames() == 0) {
      throw new IOException("%s: audio was expected, it holds none".formatted(file));
    }
    if (channel == ChannelSelection.MIX && audio.cancelsWhenMixed()) {
      Terminal.aside(spec.commandLine())
          .line(
              "argand: warning: %s: its channels cancel each other when they are mixed; --channel"
                  + " LEFT or RIGHT hears one of them",
              file);
    }
    AudioClip clip = audio.mono(channel);
    List<HeardWindow> windows = windows(file, clip, recognizer, rule);
    if (json) {
      terminal.line(JsonLine.of(asMap(file, clip, audio, recognizer, windows)));
    } else {
      print(file, clip, audio, windows, terminal);
    }
  }

  private static List<HeardWindow> windows(
      Path file, AudioClip clip, Recognizer recognizer, HearingRule rule) throws IOException {
    try {
      return ClipRecognition.windows(recognizer, clip, String.valueOf(file.getFileName()), rule);
    } catch (UnsupportedRateException e) {
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private void refuse(Path file, IOException failure, Terminal terminal) {
    String message = Failures.message(failure);
    spec.commandLine().getErr().println("argand: " + message);
    spec.commandLine().getErr().flush();
    if (json) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("file", file.toString());
      map.put("error", message);
      terminal.line(JsonLine.of(map));
    }
  }

  private void print(
      Path file, AudioClip clip, PcmAudio audio, List<HeardWindow> windows, Terminal terminal) {
    terminal.line(
        "%s  (%.2f s, %d Hz%s)",
        file, clip.seconds(), clip.sampleRateHz(), audio.truncated() ? ", truncated" : "");
    if (all) {
      for (HeardWindow window : windows) {
        terminal.line(
            "  %8.2f s - %8.2f s  %-20s %.3f  %6.1f dB  %s%s",
            (double) window.firstSample() / clip.sampleRateHz(),
            (double) window.endSample() / clip.sampleRateHz(),
            window.label(),
            window.score(),
            window.levelDbfs(),
            words(window.decision()),
            window.quality().isEmpty()
                ? ""
                : window.quality().stream()
                    .map(RecognizeCommand::words)
                    .collect(Collectors.joining(", ", "  [", "]")));
      }
      return;
    }
    List<HeardStretch> stretches = HeardStretch.join(windows, clip.sampleRateHz());
    for (HeardStretch heard : stretches) {
      terminal.line(
          "  %8.2f s - %8.2f s  %-20s %.3f",
          heard.start(), heard.end(), heard.label(), heard.score());
    }
    if (stretches.isEmpty()) {
      windows.stream()
          .max(Comparator.comparing(HeardWindow::score))
          .ifPresent(
              best ->
                  terminal.line("  nothing (most likely %s, %.3f)", best.label(), best.score()));
    }
    quality(windows)
        .forEach(
            (flag, count) ->
                terminal.line("  %s in %d of %d windows", flag, count, windows.size()));
  }

  /** How many windows have each flag that any has. */
  private static Map<String, Long> quality(List<HeardWindow> windows) {
    return windows.stream()
        .flatMap(window -> window.quality().stream())
        .collect(
            Collectors.groupingBy(RecognizeCommand::words, TreeMap::new, Collectors.counting()));
  }

  private static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private Map<String, Object> asMap(
      Path file, AudioClip clip, PcmAudio audio, Recognizer recognizer, List<HeardWindow> windows) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("file", file.toString());
    map.put("seconds", clip.seconds());
    map.put("sampleRateHz", clip.sampleRateHz());
    map.put("truncated", audio.truncated());
    map.put("model", recognizer.digest());
    map.put("heard", HeardStretch.join(windows, clip.sampleRateHz()));
    map.put("quality", quality(windows));
    if (all) {
      map.put("labels", recognizer.manifest().labels());
      map.put(
          "windows", windows.stream().map(window -> asMap(window, clip.sampleRateHz())).toList());
    }
    return map;
  }

  private static Map<String, Object> asMap(HeardWindow window, int sampleRateHz) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("start", (double) window.firstSample() / sampleRateHz);
    map.put("end", (double) window.endSample() / sampleRateHz);
    map.put("label", window.label());
    map.put("score", window.score());
    map.put("threshold", window.threshold());
    map.put("accepted", window.accepted());
    map.put("scores", window.scores());
    map.put("decision", words(window.decision()));
    map.put("levelDbfs", window.levelDbfs());
    map.put("quality", window.quality().stream().map(RecognizeCommand::words).toList());
    return map;
  }
}
