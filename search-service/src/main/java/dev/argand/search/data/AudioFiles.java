package dev.argand.search.data;

import dev.argand.media.MediaReader;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What lies in folders, in name order, without symbolic links and hidden entries. */
final class AudioFiles {
  private AudioFiles() {}

  /** The audio files directly in a folder. */
  static List<Path> in(Path folder) throws DataException {
    return entries(folder).stream().filter(AudioFiles::isAudio).toList();
  }

  /** The folders directly in a folder. */
  static List<Path> folders(Path folder) throws DataException {
    return entries(folder).stream().filter(Files::isDirectory).toList();
  }

  /** The folders directly in a folder that hold audio files. */
  static List<Path> foldersOfAudio(Path folder) throws DataException {
    List<Path> folders = new ArrayList<>();
    for (Path entry : folders(folder)) {
      if (!in(entry).isEmpty()) {
        folders.add(entry);
      }
    }
    return folders;
  }

  /** How many files of which endings lie in a folder and one level below, for a message. */
  static String found(Path root) throws DataException {
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
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && MediaReader.isAudioName(file.getFileName().toString());
  }

  private static List<Path> entries(Path folder) throws DataException {
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
}
