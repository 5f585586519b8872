package dev.argand.search.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.argand.network.bundle.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run's log, {@code log.jsonl}: a JSON object a line, whose {@code event} is {@code epoch}, or
 * {@code take} (a worker begins or goes on), {@code failed} or {@code end}.
 *
 * <p>A line that a dying process did not finish is no line. Not thread-safe.
 */
public final class RunLog {
  /** A line of an epoch. */
  public static final String EPOCH = "epoch";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> PHASES = List.of("search", "retrain");

  private final Path file;

  RunLog(Path file) {
    this.file = file;
  }

  /**
   * An epoch's line.
   *
   * @param epoch its number, from 1
   * @param step steps of the phase that are done
   * @param seconds wall time of the phase so far
   * @param values means over the epoch, or what the last step said
   * @param notes further fields of the line, such as the genotype
   * @param edges the cells, in the search
   */
  public static Map<String, Object> epoch(
      String phase,
      int epoch,
      int step,
      double seconds,
      Map<String, Double> values,
      Map<String, ?> notes,
      List<EdgeState> edges) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", EPOCH);
    line.put("phase", phase);
    line.put("epoch", epoch);
    line.put("step", step);
    line.put("seconds", seconds);
    line.put("values", new TreeMap<>(values));
    line.putAll(new TreeMap<>(notes));
    if (!edges.isEmpty()) {
      line.put("edges", edges.stream().map(RunLog::edge).toList());
    }
    return line;
  }

  private static Map<String, Object> edge(EdgeState edge) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("cell", edge.cell());
    map.put("source", edge.source());
    map.put("target", edge.target());
    map.put("gate", edge.gate());
    map.put("weights", new TreeMap<>(edge.weights()));
    return map;
  }

  /** A line of something that happened at a time. */
  public static Map<String, Object> event(String event, Instant at, Map<String, ?> more) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", event);
    line.put("at", at.toString());
    line.putAll(more);
    return line;
  }

  /** Adds a line, which is on the disk when this returns. */
  public void append(Map<String, ?> line) throws IOException {
    byte[] bytes = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    try (FileChannel out =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(false);
    } catch (IOException e) {
      throw DurableFile.naming(file, e);
    }
  }

  /** All whole lines, oldest first; none where there is no log. */
  public List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    if (Files.exists(file)) {
      // Not strict: what was cut within a character is a line that is no JSON.
      String all = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      for (String text : all.split("\n", -1)) {
        try {
          JsonNode line = JSON.readTree(text);
          if (line.isObject()) {
            lines.add(line);
          }
        } catch (JsonProcessingException e) {
          // Cut off by a kill; what it told will be told again.
          continue;
        }
      }
    }
    return lines;
  }

  /** The lines of a phase's epochs. */
  public List<JsonNode> epochs(String phase) throws IOException {
    return lines().stream()
        .filter(line -> is(line, EPOCH) && line.path("phase").asText().equals(phase))
        .toList();
  }

  /** Takes away what is beyond a checkpoint, and a line that was cut off. */
  public void keepUpTo(String phase, int step) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    StringBuilder kept = new StringBuilder();
    for (JsonNode line : lines()) {
      if (!is(line, EPOCH) || isWithin(line, phase, step)) {
        kept.append(JSON.writeValueAsString(line)).append('\n');
      }
    }
    byte[] bytes = kept.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length != Files.size(file)) {
      DurableFile.write(file, bytes);
    }
  }

  private static boolean isWithin(JsonNode line, String phase, int step) {
    int of = PHASES.indexOf(line.path("phase").asText());
    int at = PHASES.indexOf(phase);
    return of < at || (of == at && line.path("step").asInt() <= step);
  }

  private static boolean is(JsonNode line, String event) {
    return line.path("event").asText().equals(event);
  }
}
