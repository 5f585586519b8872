package dev.argand.search.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A table of labelled files: CSV (RFC 4180, UTF-8) or, if its name ends in {@code .tsv}, columns
 * divided by tabs. The first line names the columns, in any case and order:
 *
 * <ul>
 *   <li>{@code path} (or {@code file}, {@code filename}): the file, from the table's folder on
 *   <li>{@code label} (or {@code category}): what is heard
 *   <li>{@code group} (or {@code speaker}), optional: who or what made it; where it is missing or
 *       empty the file's name tells, or each file is its own group
 *   <li>{@code split}, optional: train, validation or test; usual other words for them, such as
 *       training, dev and eval, are taken with a warning. Instead of it there may be columns {@code
 *       train}, {@code validation} and {@code test} with a mark (1, true, yes, x) in one
 * </ul>
 *
 * <p>Other columns are ignored. Rows are counted as a spreadsheet does: the columns' names are row
 * 1, and empty rows count.
 */
final class CsvManifest {
  private static final Set<String> MARKS = Set.of("1", "1.0", "true", "yes", "x");
  private static final List<String> PATH = List.of("path", "file", "filename");
  private static final List<String> LABEL = List.of("label", "category");
  private static final CsvMapper MAPPER =
      CsvMapper.builder()
          .enable(CsvParser.Feature.TRIM_SPACES)
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .build();

  private final Path table;
  private final Path folder;
  private final Set<String> names = new HashSet<>();
  private final Set<String> otherWords = new TreeSet<>();

  private CsvManifest(Path table, Path folder) {
    this.table = table;
    this.folder = folder;
  }

  static boolean isTable(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file) && (name.endsWith(".csv") || name.endsWith(".tsv"));
  }

  /**
   * Reads a table.
   *
   * @param folder where its paths start
   * @param warnings hears a line for each other word for a split
   * @throws DataException naming the row that cannot be understood
   */
  static List<ListedFile> read(Path table, Path folder, Consumer<String> warnings)
      throws DataException {
    CsvManifest manifest = new CsvManifest(table, folder);
    List<ListedFile> files = manifest.read();
    for (String word : manifest.otherWords) {
      warnings.accept(
          "table %s: split \"%s\" is read as %s"
              .formatted(table, word, word(FileNames.split(word).orElseThrow())));
    }
    return files;
  }

  private static String word(Split split) {
    return split.name().toLowerCase(Locale.ROOT);
  }

  private List<ListedFile> read() throws DataException {
    List<ListedFile> files = new ArrayList<>();
    CsvSchema schema = CsvSchema.emptySchema();
    if (table.toString().toLowerCase(Locale.ROOT).endsWith(".tsv")) {
      schema = schema.withColumnSeparator('\t');
    }
    try (Reader reader = withoutByteOrderMark(Files.newBufferedReader(table));
        MappingIterator<String[]> rows =
            MAPPER.readerFor(String[].class).with(schema).readValues(reader)) {
      Optional<String[]> header = next(rows, 1);
      List<String> columns = header.isPresent() ? columns(header.get()) : List.of();
      int row = 2;
      for (Optional<String[]> cells = next(rows, row); cells.isPresent(); cells = next(rows, row)) {
        Map<String, String> named = named(columns, cells.get(), row);
        if (!named.isEmpty()) {
          files.add(file(named, row));
        }
        row++;
      }
    } catch (IOException e) {
      throw new DataException("table %s cannot be read: %s".formatted(table, reason(e)), e);
    }
    if (files.isEmpty()) {
      throw new DataException("table %s has no rows".formatted(table));
    }
    // The order of rows is nothing that a run should depend on.
    files.sort(Comparator.comparing(ListedFile::name));
    return files;
  }

  private static String reason(IOException e) {
    return e instanceof CharacterCodingException
        ? "UTF-8 was expected"
        : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private Optional<String[]> next(MappingIterator<String[]> rows, int row)
      throws DataException, IOException {
    try {
      return rows.hasNextValue() ? Optional.of(rows.nextValue()) : Optional.empty();
    } catch (JsonProcessingException e) {
      throw new DataException(
          "table %s, row %d: a row of the table was expected: %s"
              .formatted(table, row, e.getOriginalMessage()),
          e);
    }
  }

  /** The columns' names in lower case; empty where a column has none. */
  private List<String> columns(String[] header) throws DataException {
    List<String> columns = new ArrayList<>();
    for (String cell : header) {
      String column = cell == null ? "" : cell.strip().toLowerCase(Locale.ROOT);
      if (!column.isEmpty() && columns.contains(column)) {
        throw refusal(1, "column %s is named twice".formatted(column));
      }
      columns.add(column);
    }
    requireColumn(columns, PATH);
    requireColumn(columns, LABEL);
    return columns;
  }

  private void requireColumn(List<String> columns, List<String> names) throws DataException {
    List<String> found = names.stream().filter(columns::contains).toList();
    if (found.isEmpty()) {
      throw refusal(
          1,
          "a column %s was expected, columns are %s"
              .formatted(
                  String.join(" or ", names),
                  columns.stream().filter(column -> !column.isEmpty()).toList()));
    }
  }

  /** The cells of a row that are not blank, by their columns. */
  private Map<String, String> named(List<String> columns, String[] cells, int row)
      throws DataException {
    Map<String, String> named = new HashMap<>();
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] == null || cells[i].isBlank()) {
        continue;
      }
      if (i >= columns.size()) {
        throw refusal(
            row,
            "%d cells were expected, as many as columns, there are %d; cells with a comma are quoted"
                .formatted(columns.size(), cells.length));
      }
      if (!columns.get(i).isEmpty()) {
        named.put(columns.get(i), cells[i].strip());
      }
    }
    return named;
  }

  /** Spreadsheets begin UTF-8 with a mark that is no part of the first column's name. */
  private static Reader withoutByteOrderMark(Reader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
    return reader;
  }

  private ListedFile file(Map<String, String> row, int number) throws DataException {
    String path = required(row, number, PATH);
    String label;
    try {
      label = FileNames.label(required(row, number, LABEL));
    } catch (DataException e) {
      throw refusal(number, String.valueOf(e.getMessage()));
    }
    Path file;
    try {
      file = folder.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw refusal(number, "path \"%s\" is none: %s".formatted(path, e.getReason()));
    }
    if (!names.add(FileNames.name(file.toString()))) {
      throw refusal(number, "%s is listed twice".formatted(path));
    }
    String group =
        first(row, List.of("group", "speaker"))
            .map(FileNames::name)
            .or(() -> FileNames.group(AudioFiles.stem(file)))
            .orElse(FileNames.name(path));
    return new ListedFile(file, path, label, group, split(row, number));
  }

  private @Nullable Split split(Map<String, String> row, int number) throws DataException {
    String named = row.get("split");
    if (named != null) {
      Split split =
          FileNames.split(named)
              .orElseThrow(
                  () ->
                      refusal(
                          number,
                          "split must be train, validation or test, was \"%s\"".formatted(named)));
      if (!word(split).equals(named.toLowerCase(Locale.ROOT))) {
        otherWords.add(named);
      }
      return split;
    }
    List<Split> marked = new ArrayList<>();
    row.forEach(
        (column, cell) -> {
          if (MARKS.contains(cell.toLowerCase(Locale.ROOT))) {
            FileNames.split(column).ifPresent(marked::add);
          }
        });
    if (marked.size() > 1) {
      throw refusal(number, "one of train, validation and test may be marked, were " + marked);
    }
    return marked.isEmpty() ? null : marked.get(0);
  }

  private String required(Map<String, String> row, int number, List<String> columns)
      throws DataException {
    return first(row, columns)
        .orElseThrow(
            () ->
                refusal(
                    number,
                    "a value in column %s was expected, columns with values are %s"
                        .formatted(columns.get(0), row.keySet().stream().sorted().toList())));
  }

  private static Optional<String> first(Map<String, String> row, List<String> columns) {
    for (String column : columns) {
      String cell = row.get(column);
      if (cell != null) {
        return Optional.of(cell);
      }
    }
    return Optional.empty();
  }

  private DataException refusal(int number, String reason) {
    return new DataException("%s, row %d: %s".formatted(table, number, reason));
  }
}
