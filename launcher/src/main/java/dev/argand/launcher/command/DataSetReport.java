package dev.argand.launcher.command;

import dev.argand.launcher.terminal.Terminal;
import dev.argand.launcher.terminal.TextTable;
import dev.argand.search.data.DataDescription;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.Split;
import dev.argand.signal.FrontEnd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A data set's description for people and for programs. */
final class DataSetReport {
  private static final int MODEL_RATE_HZ = FrontEnd.oneSecond().sampleRateHz();

  private DataSetReport() {}

  static void print(DataSet set, DataDescription description, String digest, Terminal terminal) {
    TextTable table =
        new TextTable(
            List.of("label", "clips", "train", "validation", "test", "groups", "seconds"));
    for (DataDescription.Row row : description.labels()) {
      List<String> cells = new ArrayList<>(List.of(row.label(), String.valueOf(row.total())));
      for (Split split : Split.values()) {
        cells.add(String.valueOf(row.of(split)));
      }
      cells.add(String.valueOf(row.groups()));
      cells.add(String.format(Locale.ROOT, "%.1f", row.seconds()));
      table.add(cells);
    }
    table.lines().forEach(terminal::line);
    terminal.line("");
    terminal.line("clips   %d of %d labels", set.clips().size(), set.labels().size());
    terminal.line("rates   %s", rates(description.sampleRatesHz()));
    terminal.line(
        "splits  %s",
        set.namedSplits().isEmpty() ? "by hash of the group" : "as the data name them");
    terminal.line("digest  %s", digest);
    set.warnings().forEach(warning -> terminal.line("note: %s", warning));
    if (!unusable(description).isEmpty()) {
      terminal.line(
          "warning: %d Hz, which the built-in profiles learn at, cannot be made from %s: a search refuses them",
          MODEL_RATE_HZ, rates(unusable(description)));
    }
    if (!description.sharedAudio().isEmpty()) {
      terminal.line(
          "warning: %d clips have the very bytes of one in another split, such as %s",
          description.sharedAudio().size(), description.sharedAudio().get(0));
    }
  }

  private static Map<Integer, Integer> unusable(DataDescription description) {
    return description.unusableFor(MODEL_RATE_HZ);
  }

  private static String rates(Map<Integer, Integer> clipsByRate) {
    return clipsByRate.entrySet().stream()
        .map(rate -> "%d clips at %d Hz".formatted(rate.getValue(), rate.getKey()))
        .collect(Collectors.joining(", "));
  }

  static Map<String, Object> asMap(DataSet set, DataDescription description, String digest) {
    List<Map<String, Object>> labels = new ArrayList<>();
    for (DataDescription.Row row : description.labels()) {
      Map<String, Object> label = new LinkedHashMap<>();
      label.put("label", row.label());
      label.put("clips", row.total());
      for (Split split : Split.values()) {
        label.put(split.name().toLowerCase(Locale.ROOT), row.of(split));
      }
      label.put("groups", row.groups());
      label.put("seconds", row.seconds());
      labels.add(label);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", set.name());
    map.put("clips", set.clips().size());
    map.put("labels", labels);
    map.put("sampleRatesHz", description.sampleRatesHz());
    map.put("unusableRatesHz", unusable(description));
    map.put("namedSplits", !set.namedSplits().isEmpty());
    map.put("sharedAudio", description.sharedAudio());
    map.put("warnings", set.warnings());
    map.put("digest", digest);
    return map;
  }
}
