package dev.argand.search.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the labelled files of a directory, in any of the layouts that {@link DataSets} names. */
final class FolderLayout {
  private static final String SPEECH_VALIDATION = "validation_list.txt";
  private static final String SPEECH_TEST = "testing_list.txt";

  private final Path root;
  private final List<String> warnings;
  private final AudioFiles audio;
  private final List<ListedFile> files = new ArrayList<>();

  private FolderLayout(Path root, List<String> warnings) {
    this.root = root;
    this.warnings = warnings;
    this.audio = new AudioFiles(root);
  }

  static List<ListedFile> find(Path root, List<String> warnings) throws DataException {
    FolderLayout layout = new FolderLayout(root, warnings);
    layout.find(root);
    if (layout.files.isEmpty()) {
      throw new DataException(
          "no audio files in %s: found %s".formatted(root, layout.audio.found()));
    }
    List<ListedFile> files = layout.audio.withoutRepetitions(layout.files);
    warnings.addAll(layout.audio.notes());
    return files;
  }

  private void find(Path folder) throws DataException {
    Path manifest = folder.resolve("manifest.csv");
    Path esc50 = folder.resolve("meta").resolve("esc50.csv");
    if (Files.isRegularFile(manifest)) {
      files.addAll(CsvManifest.read(manifest, folder, warnings::add));
      return;
    }
    if (Files.isRegularFile(esc50) && Files.isDirectory(folder.resolve("audio"))) {
      files.addAll(CsvManifest.read(esc50, folder.resolve("audio"), warnings::add));
      return;
    }
    Map<Path, Split> sets = namedSets(folder);
    if (!sets.isEmpty()) {
      audio.readOnly(sets.keySet(), folder, true);
      for (Map.Entry<Path, Split> set : sets.entrySet()) {
        List<Path> labels = audio.foldersOfAudio(set.getKey());
        audio.readOnly(Set.copyOf(labels), set.getKey(), false);
        for (Path label : labels) {
          addLabel(label, set.getValue());
        }
      }
      return;
    }
    List<Path> folders = audio.foldersOfAudio(folder);
    List<Path> loose = audio.in(folder);
    if (folders.isEmpty() && loose.isEmpty()) {
      Path data = folder.resolve("data");
      if (Files.isDirectory(data)) {
        find(data);
      }
    } else if (folders.isEmpty()) {
      audio.readFrom(folder);
      addDigits(loose);
    } else if (folders.size() == 1 && isRecordings(folders.get(0))) {
      audio.readFrom(folders.get(0));
      addDigits(audio.in(folders.get(0)));
    } else {
      if (!loose.isEmpty()) {
        warnings.add(
            "%d audio file(s) beside the label folders are ignored".formatted(loose.size()));
      }
      audio.readOnly(Set.copyOf(folders), folder, false);
      if (areSpeakers(folders)) {
        for (Path speaker : folders) {
          audio.readFrom(speaker);
          addDigits(audio.in(speaker));
        }
      } else {
        for (Path label : folders) {
          addLabel(label, null);
        }
        nameSpeechCommands(folder);
      }
    }
  }

  /** Folders {@code train}, {@code validation} and {@code test} that hold a folder a label. */
  private Map<Path, Split> namedSets(Path folder) throws DataException {
    Map<Path, Split> sets = new TreeMap<>();
    for (Path entry : audio.folders(folder)) {
      Optional<Split> split = FileNames.split(entry.getFileName().toString());
      if (split.isPresent()
          && audio.in(entry).isEmpty()
          && !audio.foldersOfAudio(entry).isEmpty()) {
        sets.put(entry, split.get());
      }
    }
    return sets.containsValue(Split.TRAIN) ? sets : Map.of();
  }

  private boolean isRecordings(Path folder) throws DataException {
    return folder.getFileName().toString().equalsIgnoreCase("recordings")
        && audio.in(folder).stream()
            .anyMatch(file -> FileNames.spokenDigit(AudioFiles.stem(file)).isPresent());
  }

  /** AudioMNIST: a folder a speaker, named as in its files. */
  private boolean areSpeakers(List<Path> folders) throws DataException {
    for (Path folder : folders) {
      String speaker = folder.getFileName().toString();
      for (Path file : audio.in(folder)) {
        Optional<FileNames.SpokenDigit> said = FileNames.spokenDigit(AudioFiles.stem(file));
        if (said.isEmpty() || !said.get().speaker().equals(speaker)) {
          return false;
        }
      }
    }
    return true;
  }

  private void addDigits(List<Path> found) throws DataException {
    int other = 0;
    for (Path file : found) {
      Optional<FileNames.SpokenDigit> said = FileNames.spokenDigit(AudioFiles.stem(file));
      if (said.isPresent()) {
        add(file, said.get().digit(), said.get().speaker(), null);
      } else {
        other++;
      }
    }
    if (other == found.size()) {
      throw new DataException(
          "%s has %d audio file(s) but no label folders; put the files of each label in a folder named after it"
              .formatted(root, other));
    }
    if (other > 0) {
      warnings.add(
          "%d audio file(s) not named DIGIT_SPEAKER_NUMBER.wav are ignored".formatted(other));
    }
  }

  private void addLabel(Path folder, @Nullable Split split) throws DataException {
    String label = FileNames.label(folder.getFileName().toString());
    audio.readFrom(folder);
    for (Path file : audio.in(folder)) {
      String stem = AudioFiles.stem(file);
      // Files of named sets often have the same numbers: those say nothing about who speaks.
      String own = split == null ? stem : AudioFiles.nameIn(root, file);
      add(file, label, FileNames.group(stem).orElseGet(() -> FileNames.ownGroup(own, file)), split);
    }
    for (Path entry : audio.folders(folder)) {
      warnings.add("folder %s is ignored: labels are one level deep".formatted(entry));
    }
  }

  private void add(Path file, String label, String group, @Nullable Split split) {
    files.add(new ListedFile(file, AudioFiles.nameIn(root, file), label, group, split));
  }

  /** Speech Commands comes with lists of its validation and test files; the others train. */
  private void nameSpeechCommands(Path folder) throws DataException {
    Path validation = folder.resolve(SPEECH_VALIDATION);
    Path test = folder.resolve(SPEECH_TEST);
    if (!Files.isRegularFile(validation) || !Files.isRegularFile(test)) {
      return;
    }
    Map<String, Split> named = new HashMap<>();
    lines(validation).forEach(line -> named.put(line, Split.VALIDATION));
    lines(test).forEach(line -> named.put(line, Split.TEST));
    files.replaceAll(
        file -> {
          if (file.label().equals(DataSet.BACKGROUND)) {
            return file;
          }
          String inFolder = FileNames.name(AudioFiles.nameIn(folder, file.file()));
          Split split = named.getOrDefault(inFolder, Split.TRAIN);
          return new ListedFile(file.file(), file.name(), file.label(), file.group(), split);
        });
  }

  private static List<String> lines(Path file) throws DataException {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
          .map(FileNames::name)
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new DataException("list %s cannot be read: %s".formatted(file, e), e);
    }
  }
}
