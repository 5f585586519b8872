package dev.argand.search.data;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The labelled WAV files of a directory, in either of the layouts that {@link DataSets} describes.
 */
final class ClipFolder {
  private static final Pattern SPEECH_COMMANDS = Pattern.compile("(.+)_nohash_\\d+");
  private static final Pattern DIGITS = Pattern.compile("(\\d)_([^_]+)_\\d+");
  private static final Set<String> BACKGROUND_FOLDERS =
      Set.of("silence", "background", "_background_noise_", "noise");

  private final Path root;
  private final List<LabeledClip> clips = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, List<String>> refusedOfLabel = new TreeMap<>();

  private ClipFolder(Path root) {
    this.root = root;
  }

  static ClipFolder read(Path root) throws DataException {
    if (!Files.exists(root)) {
      throw new DataException("data directory %s does not exist".formatted(root));
    }
    if (!Files.isDirectory(root)) {
      throw new DataException("%s is not a directory".formatted(root));
    }
    ClipFolder folder = new ClipFolder(root);
    folder.read();
    return folder;
  }

  List<LabeledClip> clips() {
    return clips;
  }

  List<String> warnings() {
    return warnings;
  }

  private void read() throws DataException {
    List<Path> folders = new ArrayList<>();
    for (Path entry : visible(root)) {
      if (Files.isDirectory(entry) && !wavFiles(entry).isEmpty()) {
        folders.add(entry);
      }
    }
    List<Path> loose = wavFiles(root);
    if (folders.isEmpty() && loose.isEmpty()) {
      throw new DataException("no WAV files in %s: found %s".formatted(root, found()));
    }
    if (folders.isEmpty()) {
      addDigits(loose);
    } else if (folders.size() == 1 && isRecordings(folders.get(0))) {
      addDigits(wavFiles(folders.get(0)));
    } else {
      if (!loose.isEmpty()) {
        warnings.add("%d WAV file(s) beside the label folders are ignored".formatted(loose.size()));
      }
      for (Path folder : folders) {
        addLabel(folder);
      }
    }
    refuseLostLabels();
  }

  private boolean isRecordings(Path folder) throws DataException {
    return folder.getFileName().toString().equalsIgnoreCase("recordings")
        && wavFiles(folder).stream().anyMatch(file -> DIGITS.matcher(stem(file)).matches());
  }

  private void addDigits(List<Path> files) throws DataException {
    int other = 0;
    for (Path file : files) {
      Matcher digit = DIGITS.matcher(stem(file));
      if (digit.matches()) {
        add(file, digit.group(1), digit.group(2));
      } else {
        other++;
      }
    }
    if (other == files.size()) {
      throw new DataException(
          "%s has %d WAV file(s) but no label folders; put the files of each label in a folder named after it"
              .formatted(root, other));
    }
    if (other > 0) {
      warnings.add(
          "%d WAV file(s) not named DIGIT_SPEAKER_NUMBER.wav are ignored".formatted(other));
    }
  }

  private void addLabel(Path folder) throws DataException {
    String name = Normalizer.normalize(folder.getFileName().toString(), Normalizer.Form.NFC);
    boolean background = BACKGROUND_FOLDERS.contains(name.toLowerCase(Locale.ROOT));
    String label = background ? DataSet.BACKGROUND : name.strip();
    for (Path file : wavFiles(folder)) {
      add(file, label, group(stem(file)));
    }
    for (Path entry : visible(folder)) {
      if (Files.isDirectory(entry)) {
        warnings.add("folder %s is ignored: labels are one level deep".formatted(entry));
      }
    }
  }

  private static String group(String stem) {
    Matcher speaker = SPEECH_COMMANDS.matcher(stem);
    if (speaker.matches()) {
      return speaker.group(1);
    }
    Matcher digit = DIGITS.matcher(stem);
    return digit.matches() ? digit.group(2) : stem;
  }

  private void add(Path file, String label, String group) {
    FileAudio audio = new FileAudio(file);
    try {
      audio.check(label.equals(DataSet.BACKGROUND)).ifPresent(warnings::add);
      String name = root.relativize(file).toString().replace('\\', '/');
      clips.add(new LabeledClip(name, label, group, audio));
    } catch (IOException e) {
      // A file system's own message is the path alone.
      String reason = e instanceof FileSystemException ? e.toString() : e.getMessage();
      String problem = "left out " + reason;
      warnings.add(problem);
      refusedOfLabel.computeIfAbsent(label, refused -> new ArrayList<>()).add(problem);
    }
  }

  private void refuseLostLabels() throws DataException {
    Set<String> kept = clips.stream().map(LabeledClip::label).collect(Collectors.toSet());
    for (Map.Entry<String, List<String>> refused : refusedOfLabel.entrySet()) {
      List<String> problems = refused.getValue();
      if (!kept.contains(refused.getKey())) {
        throw new DataException(
            "label \"%s\" of %s: none of its %d WAV file(s) can be used; %s"
                .formatted(refused.getKey(), root, problems.size(), problems.get(0)));
      }
    }
  }

  private String found() throws DataException {
    TreeMap<String, Integer> endings = new TreeMap<>();
    for (Path entry : visible(root)) {
      List<Path> files = Files.isDirectory(entry) ? visible(entry) : List.of(entry);
      for (Path file : files) {
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

  private static List<Path> wavFiles(Path folder) throws DataException {
    return visible(folder).stream().filter(ClipFolder::isWav).toList();
  }

  private static boolean isWav(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && (name.endsWith(".wav") || name.endsWith(".wave"));
  }

  /** Entries of a folder in name order, without symbolic links and hidden ones. */
  private static List<Path> visible(Path folder) throws DataException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path entry : stream) {
        if (!entry.getFileName().toString().startsWith(".") && !Files.isSymbolicLink(entry)) {
          entries.add(entry);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new DataException("directory %s cannot be read: %s".formatted(folder, e), e);
    }
    Collections.sort(entries);
    return entries;
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }
}
