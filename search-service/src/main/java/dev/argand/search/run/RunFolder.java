package dev.argand.search.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.argand.network.bundle.DurableFile;
import dev.argand.search.evaluate.Answer;
import dev.argand.search.evaluate.AnswerTable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A run's folder.
 *
 * <pre>
 * config.json       what was asked for
 * environment.json  what the newest worker ran on
 * log.jsonl         a line an epoch, and one for each worker that took the run up
 * checkpoint        where the newest worker was; gone when the run is done
 * held-out.tsv      what was said of each held-out clip
 * result.json       what was made; there when the run is done
 * report.html       all of it for a person
 * DIGEST.argand     the model
 * worker.log        what its workers' libraries said, the newest last
 * run.lock          held by the worker that works
 * </pre>
 */
public final class RunFolder {
  /** What was asked for. */
  public static final String CONFIG = "config.json";

  /** What was said of each held-out clip. */
  public static final String HELD_OUT = "held-out.tsv";

  /** What was made. */
  public static final String RESULT = "result.json";

  /** The report for a person. */
  public static final String REPORT = "report.html";

  /** What a run that was killed at its very start leaves. */
  private static final Set<String> BEFORE_THE_CONFIG = Set.of("run.lock", "worker.log");

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path root;

  /** A folder that may not be there yet. */
  public RunFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** The folder. */
  public Path root() {
    return root;
  }

  /** The checkpoint's file. */
  public Path checkpoint() {
    return root.resolve("checkpoint");
  }

  /** The report's file. */
  public Path report() {
    return root.resolve(REPORT);
  }

  /** The log. */
  public RunLog log() {
    return new RunLog(root.resolve("log.jsonl"));
  }

  /**
   * Waits until nobody else works here, and makes the folder where it is missing.
   *
   * @param waiting called once, if somebody does
   */
  public RunLock lock(Runnable waiting) throws IOException, InterruptedException {
    Files.createDirectories(root);
    return RunLock.take(lockFile(), waiting);
  }

  /** Whether a worker works here now. Nothing is written. */
  public boolean isWorking() throws IOException {
    return Files.exists(lockFile()) && RunLock.isTaken(lockFile());
  }

  private Path lockFile() {
    return root.resolve("run.lock");
  }

  /**
   * Makes this the folder of a run, or sees that it is.
   *
   * @return what was asked for when the run was begun
   * @throws SearchException if it is another run's
   */
  public RunConfig claim(RunConfig config) throws IOException, SearchException {
    requireNotOf(config);
    Optional<RunConfig> before = config();
    if (before.isPresent()) {
      return before.get();
    }
    write(CONFIG, config.toMap());
    return config;
  }

  /**
   * Makes sure that a run may be here: nothing is written.
   *
   * @throws SearchException naming both runs and in what they differ, if this is another's folder
   */
  public void requireNotOf(RunConfig wanted) throws IOException, SearchException {
    Optional<RunConfig> there = config();
    if (there.isEmpty()) {
      return;
    }
    List<String> differences = wanted.differences(there.get());
    if (!differences.isEmpty() || !there.get().runId().equals(wanted.runId())) {
      throw SearchException.input(
          "a folder of run %s or an empty one was expected, %s is run %s's: %s"
              .formatted(
                  wanted.runId(),
                  root,
                  there.get().runId(),
                  differences.isEmpty()
                      ? "another version began it"
                      : String.join(", ", differences)));
    }
  }

  /**
   * Makes sure that a folder of no run yet has nothing in it that a run would overwrite or lie
   * beside.
   *
   * @throws SearchException naming what is there
   */
  public void requireNothingElse() throws IOException, SearchException {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (Stream<Path> entries = Files.list(root)) {
      Optional<Path> other =
          entries
              .filter(entry -> !BEFORE_THE_CONFIG.contains(entry.getFileName().toString()))
              .min(Comparator.naturalOrder());
      if (other.isPresent()) {
        throw SearchException.input(
            "a run's folder or an empty one was expected, %s has %s in it"
                .formatted(root, other.get().getFileName()));
      }
    }
  }

  /** Whether a run was done here and its bundle was deleted since. */
  public boolean hasLostItsBundle() throws IOException {
    return resultDetails().isPresent() && result().isEmpty();
  }

  /** Takes away what a killed worker left half written. Only for who holds the lock. */
  public void sweep() throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(root, ".aside-*")) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** What was asked for; empty where this is no run's folder. */
  public Optional<RunConfig> config() throws IOException {
    Optional<JsonNode> said = read(CONFIG);
    try {
      return said.map(RunConfig::of);
    } catch (IllegalArgumentException e) {
      throw new IOException(root.resolve(CONFIG) + " is not as expected: " + e.getMessage(), e);
    }
  }

  /** Writes what the worker runs on. */
  public void writeEnvironment(Map<String, String> environment) throws IOException {
    write("environment.json", new TreeMap<>(environment));
  }

  /** What the newest worker ran on. */
  public Map<String, String> environment() throws IOException {
    Map<String, String> map = new TreeMap<>();
    read("environment.json")
        .ifPresent(
            said -> said.properties().forEach(e -> map.put(e.getKey(), e.getValue().asText())));
    return map;
  }

  /** Writes what the run made: the run is done. */
  public void writeResult(RunResult result, Map<String, ?> more) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>(result.toMap());
    // The folder may be moved.
    map.put("bundle", String.valueOf(result.bundle().getFileName()));
    map.putAll(more);
    write(RESULT, map);
  }

  /** What the run made, if it is done and its bundle is there. */
  public Optional<RunResult> result() throws IOException {
    Optional<JsonNode> said = resultDetails();
    if (said.isEmpty()) {
      return Optional.empty();
    }
    RunResult result = RunResult.of(said.get(), root);
    return Files.isRegularFile(result.bundle()) ? Optional.of(result) : Optional.empty();
  }

  /** Writes what was said of each held-out clip, before the run is done. */
  public void writeHeldOut(List<Answer> answers) throws IOException {
    DurableFile.write(root.resolve(HELD_OUT), AnswerTable.write(answers));
  }

  /** What was said of each held-out clip; empty before that, and in runs of older programs. */
  public Optional<List<Answer>> heldOut() throws IOException {
    Path file = root.resolve(HELD_OUT);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(AnswerTable.read(Files.readAllBytes(file)));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  /** All that {@code result.json} says. */
  public Optional<JsonNode> resultDetails() throws IOException {
    return read(RESULT);
  }

  private void write(String name, Map<String, ?> content) throws IOException {
    DurableFile.write(root.resolve(name), JSON.writeValueAsBytes(content));
  }

  private Optional<JsonNode> read(String name) throws IOException {
    Path file = root.resolve(name);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(Files.readAllBytes(file)));
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s is damaged: one JSON object was expected, %s".formatted(file, e.getOriginalMessage()),
          e);
    }
  }
}
