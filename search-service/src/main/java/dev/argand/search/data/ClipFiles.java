package dev.argand.search.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The labelled audio files of a directory or a table, each looked into once. What cannot be used is
 * left out and named; a label that loses all of its files, or a group that is named for two splits,
 * is refused.
 */
final class ClipFiles {
  private final Path root;
  private final List<LabeledClip> clips = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, Split> namedSplits = new HashMap<>();
  private final Map<String, List<String>> refusedOfLabel = new TreeMap<>();

  private ClipFiles(Path root) {
    this.root = root;
  }

  static ClipFiles read(Path root) throws DataException {
    ClipFiles files = new ClipFiles(root);
    files.read();
    return files;
  }

  List<LabeledClip> clips() {
    return clips;
  }

  List<String> warnings() {
    return warnings;
  }

  /** Groups that the data assign themselves; empty where they do not. */
  Map<String, Split> namedSplits() {
    return namedSplits;
  }

  private void read() throws DataException {
    for (ListedFile file : listed()) {
      add(file);
    }
    refuseLostLabels();
  }

  private List<ListedFile> listed() throws DataException {
    requireThere(root);
    if (CsvManifest.isTable(root)) {
      return CsvManifest.read(root, root.toAbsolutePath().resolveSibling(""), warnings::add);
    }
    if (!Files.isDirectory(root)) {
      throw new DataException("%s is not a directory, nor a .csv or .tsv table".formatted(root));
    }
    return FolderLayout.find(root, warnings);
  }

  /** Says that there is no such directory or table, and what else a data set may be. */
  static void requireThere(Path root) throws DataException {
    if (!Files.exists(root)) {
      throw new DataException(
          "data directory %s does not exist; expected one, a .csv table, or bundled"
              .formatted(root));
    }
  }

  private void add(ListedFile listed) throws DataException {
    FileAudio audio;
    try {
      audio =
          FileAudio.open(listed.file(), listed.label().equals(DataSet.BACKGROUND), warnings::add);
    } catch (IOException e) {
      String problem = "left out " + e.getMessage();
      warnings.add(problem);
      refusedOfLabel.computeIfAbsent(listed.label(), refused -> new ArrayList<>()).add(problem);
      return;
    }
    clips.add(new LabeledClip(listed.name(), listed.label(), listed.group(), audio));
    Split split = listed.split();
    if (split != null) {
      Split other = namedSplits.put(listed.group(), split);
      if (other != null && other != split) {
        throw new DataException(
            "group \"%s\" of %s is named for %s and for %s (%s): a speaker or recording is for one alone"
                .formatted(listed.group(), root, word(other), word(split), listed.name()));
      }
    }
  }

  private static String word(Split split) {
    return split.name().toLowerCase(Locale.ROOT);
  }

  private void refuseLostLabels() throws DataException {
    Set<String> kept = clips.stream().map(LabeledClip::label).collect(Collectors.toSet());
    for (Map.Entry<String, List<String>> refused : refusedOfLabel.entrySet()) {
      List<String> problems = refused.getValue();
      if (!kept.contains(refused.getKey())) {
        throw new DataException(
            "label \"%s\" of %s: none of its %d audio file(s) can be used; %s"
                .formatted(refused.getKey(), root, problems.size(), problems.get(0)));
      }
    }
  }
}
