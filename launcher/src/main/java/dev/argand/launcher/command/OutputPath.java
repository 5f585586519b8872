package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a command is told to write: refused before the work if that cannot be. */
final class OutputPath {
  private OutputPath() {}

  /**
   * A file that may be there already.
   *
   * @param option what a person wrote it after
   * @return the same, absolute
   * @throws CommandFailure naming option, value and what was expected
   */
  static Path file(String option, Path named) throws CommandFailure {
    Path file = named.toAbsolutePath().normalize();
    Path folder = file.getParent();
    if (named.toString().isBlank() || folder == null || Files.isDirectory(file)) {
      throw refusal(option, "a file", named, "a folder");
    }
    if (!Files.exists(folder)) {
      throw refusal(option, "a file in a folder that is there", named, "in none");
    }
    requireWritable(option, named, folder);
    return file;
  }

  /**
   * A folder that may be missing, as may those that it is in.
   *
   * @return the same, absolute
   * @throws CommandFailure naming option, value and what was expected
   */
  static Path folder(String option, Path named) throws CommandFailure {
    Path folder = readFolder(option, named);
    requireWritable(option, named, nearest(folder));
    return folder;
  }

  /**
   * The same for a folder in which nothing is written: it need not be writable.
   *
   * @return the same, absolute
   * @throws CommandFailure naming option, value and what was expected
   */
  static Path readFolder(String option, Path named) throws CommandFailure {
    if (named.toString().isBlank()) {
      throw refusal(option, "a folder", named, "empty");
    }
    Path folder = named.toAbsolutePath().normalize();
    Path there = nearest(folder);
    if (!Files.isDirectory(there)) {
      throw there.equals(folder)
          ? refusal(option, "a folder", named, "a file")
          : refusal(option, "in folders", named, "in %s, which is a file".formatted(there));
    }
    return folder;
  }

  /** The path itself, or what of those above it is there. */
  private static Path nearest(Path folder) {
    Path there = folder;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  private static void requireWritable(String option, Path named, Path folder)
      throws CommandFailure {
    if (!Files.isDirectory(folder)) {
      throw refusal(option, "in folders", named, "in %s, which is a file".formatted(folder));
    }
    if (!Files.isWritable(folder)) {
      throw refusal(
          option, "where one may write", named, "in %s, where one may not".formatted(folder));
    }
  }

  private static CommandFailure refusal(String option, String expected, Path named, String found) {
    return CommandFailure.usage(
        "%s must be %s, '%s' is %s".formatted(option, expected, named, found));
  }
}
