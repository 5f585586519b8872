package dev.argand.search.data;

import dev.argand.media.MediaReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What lies in the folders of a data set, in name order. Hidden entries are passed over, and so are
 * names that are no text, links that lead nowhere or to a folder that they are in, and folders that
 * cannot be read; {@link #notes} tells of them. Each folder is looked into once.
 */
final class AudioFiles {
  /** How far below a hidden folder audio is looked for: that of a label, or of a named set. */
  private static final int HIDDEN_DEPTH = 2;

  /** What stands for bytes of a name that are no text: two such names may look the same. */
  private static final char UNDECODED = '\uFFFD';

  private static final String HIDDEN =
      "%d hidden file(s) or folder(s) of audio are ignored, as names that begin with a dot are: %s";
  private static final String NO_TEXT =
      "%d file(s) or folder(s) are ignored, as their names are no text in this system's encoding,"
          + " rename them: %s";
  private static final String NOWHERE = "%d link(s) that lead nowhere are ignored: %s";
  private static final String AROUND = "%d link(s) to a folder that they are in are ignored: %s";
  private static final String AGAIN =
      "%d link(s) to audio that is read under another name are ignored: %s";
  private static final String OTHER =
      "%d file(s) are ignored, as their names do not end as those of audio files do: %s";
  private static final String UNREADABLE = "left out %d folder(s) that cannot be read: %s";
  private static final String WITHOUT_AUDIO =
      "%d folder(s) without audio files of their own are ignored: %s";
  private static final String BESIDE_SETS =
      "%d folder(s) beside those of training and test are ignored, background too lies in those:"
          + " %s";

  private final Path root;
  private final Map<Path, List<Path>> listed = new HashMap<>();
  private final Map<String, Set<String>> passedOver = new LinkedHashMap<>();
  private boolean hasLinks;

  AudioFiles(Path root) {
    this.root = root;
  }

  /** The audio files directly in a folder. */
  List<Path> in(Path folder) throws DataException {
    return entries(folder).stream().filter(AudioFiles::isAudio).toList();
  }

  /** The folders directly in a folder. */
  List<Path> folders(Path folder) throws DataException {
    return entries(folder).stream().filter(Files::isDirectory).toList();
  }

  /** The folders directly in a folder that hold audio files. */
  List<Path> foldersOfAudio(Path folder) throws DataException {
    List<Path> folders = new ArrayList<>();
    for (Path entry : folders(folder)) {
      if (!in(entry).isEmpty()) {
        folders.add(entry);
      }
    }
    return folders;
  }

  /** Notes what a folder from which files are read holds besides. */
  void readFrom(Path folder) throws DataException {
    for (Path entry : entries(folder)) {
      if (Files.isRegularFile(entry) && !isAudio(entry)) {
        passOver(OTHER, entry);
      }
    }
  }

  /** Notes the folders in a folder that are not among those from which files are read. */
  void readOnly(Set<Path> read, Path folder, boolean areSets) throws DataException {
    for (Path entry : folders(folder)) {
      boolean isKnown = passedOver.getOrDefault(UNREADABLE, Set.of()).contains(nameIn(root, entry));
      if (!read.contains(entry) && !isKnown) {
        passOver(areSets ? BESIDE_SETS : WITHOUT_AUDIO, entry);
      }
    }
  }

  /**
   * Files without the links to audio that is among them under its own name, or under a link's name
   * before: one recording must not be learned and tested as two.
   */
  List<ListedFile> withoutRepetitions(List<ListedFile> files) {
    if (!hasLinks) {
      return files;
    }
    Path realRoot = real(root);
    Set<ListedFile> themselves = new HashSet<>();
    Set<Path> taken = new HashSet<>();
    for (ListedFile file : files) {
      Path target = real(file.file());
      if (target.equals(realRoot.resolve(root.relativize(file.file())))) {
        themselves.add(file);
        taken.add(target);
      }
    }
    List<ListedFile> kept = new ArrayList<>();
    for (ListedFile file : files) {
      if (themselves.contains(file) || taken.add(real(file.file()))) {
        kept.add(file);
      } else {
        passOver(AGAIN, file.file());
      }
    }
    return kept;
  }

  /** What was passed over: a line for each kind, with how many there are and the first names. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    passedOver.forEach(
        (kind, names) -> {
          String first = names.stream().limit(3).collect(Collectors.joining(", "));
          notes.add(kind.formatted(names.size(), names.size() > 3 ? first + ", ..." : first));
        });
    return notes;
  }

  /** How many files of which endings lie in a folder and one level below, for a message. */
  String found() throws DataException {
    Map<String, Integer> endings = new TreeMap<>();
    for (Path entry : entries(root)) {
      for (Path file : Files.isDirectory(entry) ? entries(entry) : List.of(entry)) {
        if (Files.isRegularFile(file)) {
          String name = file.getFileName().toString();
          int dot = name.lastIndexOf('.');
          endings.merge(dot < 0 ? "without ending" : name.substring(dot), 1, Integer::sum);
        }
      }
    }
    return endings.isEmpty()
        ? "no files"
        : endings.entrySet().stream()
            .map(ending -> ending.getValue() + " " + ending.getKey())
            .collect(Collectors.joining(", "));
  }

  /** A file's name without its ending. */
  static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }

  /** A file's path within a folder, with slashes. */
  static String nameIn(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static boolean isAudio(Path file) {
    return Files.isRegularFile(file) && MediaReader.isAudioName(file.getFileName().toString());
  }

  private List<Path> entries(Path folder) throws DataException {
    List<Path> known = listed.get(folder);
    if (known == null) {
      known = read(folder);
      listed.put(folder, known);
    }
    return known;
  }

  private List<Path> read(Path folder) throws DataException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (IOException | DirectoryIteratorException e) {
      if (folder.equals(root)) {
        throw new DataException("directory %s cannot be read: %s".formatted(folder, e), e);
      }
      passOver(UNREADABLE, folder);
      return List.of();
    }
    Collections.sort(entries);
    entries.removeIf(entry -> isPassedOver(entry, folder));
    return List.copyOf(entries);
  }

  private boolean isPassedOver(Path entry, Path folder) {
    if (entry.getFileName().toString().startsWith(".")) {
      if (holdsAudio(entry)) {
        passOver(HIDDEN, entry);
      }
      return true;
    }
    if (entry.getFileName().toString().indexOf(UNDECODED) >= 0) {
      passOver(NO_TEXT, entry);
      return true;
    }
    if (!Files.isSymbolicLink(entry)) {
      return false;
    }
    hasLinks = true;
    if (!Files.exists(entry)) {
      passOver(NOWHERE, entry);
      return true;
    }
    if (Files.isDirectory(entry) && real(folder).startsWith(real(entry))) {
      passOver(AROUND, entry);
      return true;
    }
    return false;
  }

  /** Whether somebody may have meant a hidden entry to be read, as those of version control not. */
  private static boolean holdsAudio(Path hidden) {
    try (Stream<Path> found =
        Files.find(
            hidden,
            HIDDEN_DEPTH,
            (file, attributes) -> named(file) && attributes.isRegularFile())) {
      return found.findFirst().isPresent();
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static boolean named(Path file) {
    return MediaReader.isAudioName(file.getFileName().toString());
  }

  private void passOver(String kind, Path entry) {
    passedOver.computeIfAbsent(kind, none -> new TreeSet<>()).add(nameIn(root, entry));
  }

  /** Where a path really leads; itself where that cannot be known. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath();
    }
  }
}
