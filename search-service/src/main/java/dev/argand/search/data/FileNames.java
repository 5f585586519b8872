package dev.argand.search.data;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What names of files and folders of public data sets say. */
final class FileNames {
  /** Speech Commands: {@code SPEAKER_nohash_N}. */
  private static final Pattern SPEECH_COMMANDS = Pattern.compile("(.+)_nohash_\\d+");

  /** FSDD and AudioMNIST: {@code DIGIT_SPEAKER_N}. */
  private static final Pattern DIGITS = Pattern.compile("(\\d)_([^_]+)_\\d+");

  /** ESC-50 and ESC-10: {@code FOLD-RECORDING-TAKE} and, in ESC-50, {@code -CLASS}. */
  private static final Pattern ESC = Pattern.compile("[1-5]-(\\d+)-[A-Z](-\\d+)?");

  /** ESC-10's folders: {@code 001 - Dog bark}. */
  private static final Pattern NUMBERED_LABEL = Pattern.compile("\\d{3} - (.+)");

  private static final Set<String> BACKGROUND =
      Set.of("silence", "background", "_background_noise_", "noise");

  private FileNames() {}

  /**
   * A digit and who says it.
   *
   * @param digit one character
   * @param speaker a name or number
   */
  record SpokenDigit(String digit, String speaker) {}

  static Optional<SpokenDigit> spokenDigit(String stem) {
    Matcher digit = DIGITS.matcher(stem);
    return digit.matches()
        ? Optional.of(new SpokenDigit(digit.group(1), digit.group(2)))
        : Optional.empty();
  }

  /**
   * A name as it is compared: one text, however an accent was typed or a file system keeps it.
   *
   * @param text of a group, a file or a folder
   */
  static String name(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC).strip();
  }

  /**
   * The group of a file that tells of none: its own.
   *
   * @param stem the name without ending, which may be blank: then the whole name stands for it
   */
  static String ownGroup(String stem, Path file) {
    String own = name(stem);
    return own.isEmpty() ? file.getFileName().toString() : own;
  }

  /** The speaker or recording that a file's name tells, if it does. */
  static Optional<String> group(String name) {
    String stem = name(name);
    for (Pattern pattern : new Pattern[] {SPEECH_COMMANDS, ESC}) {
      Matcher matcher = pattern.matcher(stem);
      if (matcher.matches()) {
        return Optional.of(matcher.group(1));
      }
    }
    return spokenDigit(stem).map(SpokenDigit::speaker);
  }

  /**
   * The label that a folder's name or a cell of a table stands for.
   *
   * @throws DataException if it is blank, or has line breaks or tabs, which no model's label may
   */
  static String label(String text) throws DataException {
    String name = name(text);
    if (name.isEmpty()) {
      throw new DataException(
          "a label must not be blank, was only %s, as a folder's name or in a table"
              .formatted(
                  text.codePoints()
                      .mapToObj("U+%04X"::formatted)
                      .collect(Collectors.joining(" "))));
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new DataException(
          "a label must have no line break, tab or other control character, was \"%s\""
              .formatted(name.replaceAll("\\p{Cntrl}", "?")));
    }
    if (BACKGROUND.contains(name.toLowerCase(Locale.ROOT))) {
      return DataSet.BACKGROUND;
    }
    Matcher numbered = NUMBERED_LABEL.matcher(name);
    return numbered.matches() ? numbered.group(1).strip() : name;
  }

  /** The split that a word names: train, validation or test, and usual other words for them. */
  static Optional<Split> split(String word) {
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "train", "training" -> Optional.of(Split.TRAIN);
      case "validation", "valid", "val", "dev", "development" -> Optional.of(Split.VALIDATION);
      case "test", "testing", "eval", "evaluation" -> Optional.of(Split.TEST);
      default -> Optional.empty();
    };
  }
}
