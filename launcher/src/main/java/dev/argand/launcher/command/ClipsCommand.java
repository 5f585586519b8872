package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.schemas.ClipId;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.schemas.avro.ClipKind;
import dev.argand.search.clip.ClipCatalog;
import dev.argand.search.clip.ClipFacts;
import dev.argand.search.clip.ClipStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code argand clips}. */
@Command(
    name = "clips",
    mixinStandardHelpOptions = true,
    header = {"Shows the audio that is kept, and copies it out.", ""},
    description = {
      "Shows the clips that are kept of detections, of near misses, of a random sample",
      "of all windows, and of labels, and copies their audio out as WAV files.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  argand clips list --kind detection --source hall",
      "  argand clips list --json",
      "  argand clips export --kind near-miss --to misses"
    })
final class ClipsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list or export was expected");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {"Lists the clips, the newest audio first.", ""},
      footer = {"", "Example:", "  argand clips list --kind audit --json"})
  int list(@Mixin KafkaOptions kafka, @Mixin Chosen chosen, @Mixin JsonOption json)
      throws Exception {
    LogLevels.quiet();
    List<ClipCut> clips = chosen.of(kafka);
    TextTable table =
        new TextTable(
            List.of("kind", "source", "label", "score", "from (UTC)", "seconds", "sha256"));
    clips.forEach(clip -> table.add(row(clip)));
    json.list(
        clips.stream().map(ClipFacts::of).toList(),
        table,
        "No clips: they are kept of what is heard once recognition runs.");
    return 0;
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      header = {"Copies clips out as WAV files.", ""},
      description = {
        "Copies clips out as WAV files: the clips of the given ids or first letters of a",
        "SHA-256, or all that the options name. A file's name is its clip's SHA-256. The",
        "stores are those of the home, unless --store names the folder of the service",
        "that keeps the clips. A clip whose file went meanwhile is named on standard",
        "error, the others are copied, and the exit code is 1.",
        ""
      },
      footer = {"", "Example:", "  argand clips export 3f2a --to ."})
  int export(
      @Mixin KafkaOptions kafka,
      @Mixin Chosen chosen,
      @Parameters(
              paramLabel = "CLIP",
              arity = "0..*",
              description = "Id, or first four letters or more of a SHA-256 (default: all).")
          @Nullable List<String> names,
      @Option(
              names = "--to",
              paramLabel = "DIR",
              required = true,
              description = "Folder of the files; made if it is missing.")
          Path to,
      @Option(
              names = "--store",
              paramLabel = "DIR",
              description = "Folder of the clips (default: those of the home).")
          @Nullable Path store,
      @Mixin JsonOption json)
      throws Exception {
    LogLevels.quiet();
    Path folder = OutputPath.folder("--to", to);
    if (store != null && !Files.isDirectory(store)) {
      throw CommandFailure.usage("--store must be a folder that is there, was " + store);
    }
    List<ClipCut> clips = named(chosen.of(kafka), names == null ? List.of() : names);
    Files.createDirectories(folder);
    List<String> files = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    for (ClipCut clip : clips) {
      Path home = clip.getKind() == ClipKind.LABEL ? kafka.home().clips() : kafka.home().heard();
      Path from = store == null ? home : store;
      Optional<Path> copy = copy(clip, from, folder);
      if (copy.isPresent()) {
        files.add(copy.get().toString());
      } else {
        gone.add(clip.getLabelId());
        spec.commandLine()
            .getErr()
            .println("the audio of %s is not in %s".formatted(clip.getLabelId(), from));
      }
    }
    spec.commandLine().getErr().flush();
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("folder", folder.toString());
    said.put("files", files);
    said.put("gone", gone);
    String copied = "%d clips copied to %s".formatted(files.size(), folder);
    json.answer(said, gone.isEmpty() ? copied : "%s; %d are gone".formatted(copied, gone.size()));
    return gone.isEmpty() ? 0 : CommandFailure.FAILED;
  }

  /** The clips that a person named; all of them if none is named. */
  private static List<ClipCut> named(List<ClipCut> clips, List<String> names)
      throws CommandFailure {
    if (names.isEmpty()) {
      return clips;
    }
    List<ClipCut> found = new ArrayList<>();
    for (String name : names) {
      List<ClipCut> fitting =
          clips.stream()
              .filter(
                  clip ->
                      clip.getLabelId().equals(name)
                          || name.length() >= 4 && clip.getSha256().startsWith(name))
              .toList();
      if (fitting.isEmpty()) {
        throw CommandFailure.usage("no clip is called %s: see argand clips list".formatted(name));
      }
      found.addAll(fitting);
    }
    return found;
  }

  /** Copies a clip's file; nothing if it is not there, or went just now. */
  private static Optional<Path> copy(ClipCut clip, Path store, Path folder)
      throws IOException, CommandFailure {
    if (!Files.isDirectory(store)) {
      throw CommandFailure.usage(
          "clips are kept in %s, which is not there: name the folder by --store".formatted(store));
    }
    Path file = new ClipStore(store).path(clip.getSha256());
    Path copy = folder.resolve(String.valueOf(file.getFileName()));
    try {
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      return Optional.of(copy);
    } catch (NoSuchFileException e) {
      if (file.toString().equals(e.getFile())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Which clips are meant. */
  static final class Chosen {
    @Option(
        names = "--kind",
        paramLabel = "KIND",
        description = "Only these: detection, near-miss, audit or label.")
    private @Nullable String kind;

    @Option(names = "--source", paramLabel = "SOURCE", description = "Only those of this source.")
    private @Nullable String source;

    @Option(names = "--label", paramLabel = "LABEL", description = "Only those of this label.")
    private @Nullable String label;

    List<ClipCut> of(KafkaOptions kafka) throws Exception {
      ClipKind wanted = kind == null ? null : parse(kind);
      return ClipCatalog.read(kafka.require(), kafka.topicPrefix()).stream()
          .filter(clip -> wanted == null || clip.getKind() == wanted)
          .filter(clip -> source == null || clip.getSourceId().equals(source))
          .filter(clip -> label == null || clip.getLabel().equals(label))
          .toList();
    }

    private static ClipKind parse(String name) throws CommandFailure {
      Optional<ClipKind> named = ClipId.kind(name);
      if (named.isEmpty()) {
        throw CommandFailure.usage(
            "--kind must be one of %s, was %s".formatted(ClipId.KINDS, name));
      }
      return named.get();
    }
  }

  private static List<String> row(ClipCut clip) {
    return List.of(
        ClipId.name(clip.getKind()),
        clip.getSourceId(),
        clip.getLabel(),
        clip.getScore() == null ? "-" : String.format(Locale.ROOT, "%.3f", clip.getScore()),
        TextTable.time(ClipFacts.start(clip)),
        String.format(Locale.ROOT, "%.2f", ClipFacts.seconds(clip)),
        clip.getSha256().substring(0, 12));
  }
}
