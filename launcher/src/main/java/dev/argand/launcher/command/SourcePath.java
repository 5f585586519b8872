package dev.argand.launcher.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A source as a person names it, {@code ID=PATH}.
 *
 * @param id what it is called
 * @param path the audio file or folder that it plays
 */
record SourcePath(String id, Path path) {
  /** For picocli, whose own maps forget the first of two sources of one name. */
  static final class Parser implements ITypeConverter<SourcePath> {
    @Override
    public SourcePath convert(String text) {
      int equals = text.indexOf('=');
      if (equals < 1 || equals == text.length() - 1) {
        throw new TypeConversionException("ID=PATH was expected, was '%s'".formatted(text));
      }
      try {
        return new SourcePath(text.substring(0, equals), Path.of(text.substring(equals + 1)));
      } catch (InvalidPathException e) {
        throw new TypeConversionException(
            "ID=PATH was expected, '%s' is no path".formatted(e.getInput()));
      }
    }
  }
}
