package dev.argand.search.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.Reader;
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
 *   <li>{@code split}, optional: train, validation or test. Instead of it there may be columns
 *       {@code train}, {@code validation} and {@code test} with a mark (1, true, yes, x) in one
 * </ul>
 *
 * <p>Other columns are ignored.
 */
final class CsvManifest {
  private static final Set<String> MARKS = Set.of("1", "1.0", "true", "yes", "x");
  private static final CsvMapper MAPPER =
      CsvMapper.builder()
          .enable(CsvParser.Feature.TRIM_SPACES)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .enable(CsvParser.Feature.ALLOW_TRAILING_COMMA)
          .build();

  private final Path table;
  private final Path folder;
  private final Set<String> names = new HashSet<>();

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
   * @throws DataException naming the row that cannot be understood
   */
  static List<ListedFile> read(Path table, Path folder) throws DataException {
    return new CsvManifest(table, folder).read();
  }

  private List<ListedFile> read() throws DataException {
    List<ListedFile> files = new ArrayList<>();
    CsvSchema schema = CsvSchema.emptySchema().withHeader();
    if (table.toString().toLowerCase(Locale.ROOT).endsWith(".tsv")) {
      schema = schema.withColumnSeparator('\t');
    }
    try (Reader reader = withoutByteOrderMark(Files.newBufferedReader(table));
        MappingIterator<Map<String, String>> rows =
            MAPPER.readerForMapOf(String.class).with(schema).readValues(reader)) {
      // As a spreadsheet counts: the columns' names are row 1.
      int row = 2;
      for (Optional<Map<String, String>> cells = next(rows, row);
          cells.isPresent();
          cells = next(rows, row)) {
        files.add(file(lowerCase(cells.get()), row));
        row++;
      }
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new DataException("table %s cannot be read: %s".formatted(table, reason), e);
    }
    if (files.isEmpty()) {
      throw new DataException("table %s has no rows".formatted(table));
    }
    // The order of rows is nothing that a run should depend on.
    files.sort(Comparator.comparing(ListedFile::name));
    return files;
  }

  private Optional<Map<String, String>> next(MappingIterator<Map<String, String>> rows, int row)
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

  /** Spreadsheets begin UTF-8 with a mark that is no part of the first column's name. */
  private static Reader withoutByteOrderMark(Reader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
    return reader;
  }

  private static Map<String, String> lowerCase(Map<String, String> row) {
    Map<String, String> cells = new HashMap<>();
    row.forEach(
        (column, cell) -> {
          if (cell != null && !cell.isBlank()) {
            cells.put(column.strip().toLowerCase(Locale.ROOT), cell.strip());
          }
        });
    return cells;
  }

  private ListedFile file(Map<String, String> row, int number) throws DataException {
    String path = required(row, number, "path", "file", "filename");
    String label = FileNames.label(required(row, number, "label", "category"));
    Path file;
    try {
      file = folder.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw refusal(number, "path \"%s\" is none: %s".formatted(path, e.getReason()));
    }
    if (!names.add(path)) {
      throw refusal(number, "%s is listed twice".formatted(path));
    }
    String group =
        first(row, "group", "speaker")
            .or(() -> FileNames.group(AudioFiles.stem(file)))
            .orElse(path);
    return new ListedFile(file, path, label, group, split(row, number));
  }

  private @Nullable Split split(Map<String, String> row, int number) throws DataException {
    String named = row.get("split");
    if (named != null) {
      return FileNames.split(named)
          .orElseThrow(
              () ->
                  refusal(
                      number,
                      "split must be train, validation or test, was \"%s\"".formatted(named)));
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

  private String required(Map<String, String> row, int number, String... columns)
      throws DataException {
    return first(row, columns)
        .orElseThrow(
            () ->
                refusal(
                    number,
                    "a value in column %s was expected, columns with values are %s"
                        .formatted(columns[0], row.keySet().stream().sorted().toList())));
  }

  private static Optional<String> first(Map<String, String> row, String... columns) {
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
