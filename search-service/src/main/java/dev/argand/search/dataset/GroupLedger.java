package dev.argand.search.dataset;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.argand.network.bundle.DurableFile;
import dev.argand.search.data.DataException;
import dev.argand.search.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every group of labelled clips that ever was in a frozen set, and the split to which it belongs
 * for ever: {@code groups.json}, group names to splits. Entries are added and never changed.
 */
final class GroupLedger {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final Path file;

  GroupLedger(Path file) {
    this.file = file;
  }

  /**
   * All entries.
   *
   * @throws DataException if the file cannot be understood: guessing would mix test and training
   */
  Map<String, Split> read() throws DataException {
    if (!Files.exists(file)) {
      return Map.of();
    }
    try {
      return MAPPER.readValue(
          Files.readAllBytes(file), new TypeReference<TreeMap<String, Split>>() {});
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new DataException(
          "group ledger %s: groups and their splits were expected: %s".formatted(file, reason), e);
    }
  }

  /**
   * Adds groups.
   *
   * @throws IllegalArgumentException if one of them is known with another split
   */
  void add(Map<String, Split> groups) throws DataException, IOException {
    Map<String, Split> all = new TreeMap<>(read());
    Map<String, Split> before = Map.copyOf(all);
    groups.forEach(
        (group, split) -> {
          Split known = all.putIfAbsent(group, split);
          if (known != null && known != split) {
            throw new IllegalArgumentException(
                "group %s: %s was expected for ever, was %s".formatted(group, known, split));
          }
        });
    if (!all.equals(before)) {
      DurableFile.write(file, MAPPER.writeValueAsBytes(all));
    }
  }
}
