package dev.argand.search.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The runs in a folder of runs. */
public final class RunCatalog {
  private static final int SHORTEST = 4;

  private final Path runs;

  /** The runs in a folder, which may be missing. */
  public RunCatalog(Path runs) {
    this.runs = runs;
  }

  /** All runs that can be read, the newest first. */
  public List<RunSummary> list() throws IOException {
    return list(damage -> {});
  }

  /**
   * All runs that can be read, the newest first.
   *
   * @param damaged hears a line for each folder that cannot; one does not hide the others
   */
  public List<RunSummary> list(Consumer<String> damaged) throws IOException {
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    List<Path> folders;
    try (Stream<Path> found = Files.list(runs)) {
      folders = found.filter(Files::isDirectory).sorted().toList();
    }
    List<RunSummary> list = new ArrayList<>();
    for (Path folder : folders) {
      try {
        summary(new RunFolder(folder)).ifPresent(list::add);
      } catch (IOException | IllegalArgumentException e) {
        damaged.accept("run %s cannot be read: %s".formatted(folder.getFileName(), e.getMessage()));
      }
    }
    list.sort(
        Comparator.comparing((RunSummary run) -> run.config().startedAt())
            .reversed()
            .thenComparing(run -> run.folder().toString()));
    return list;
  }

  /**
   * The run of a name: its id or the first four letters of it or more, the name of its folder, or a
   * path.
   *
   * @throws SearchException if there is none, or more than one
   */
  public RunFolder find(String name) throws IOException, SearchException {
    List<RunSummary> list = list();
    List<RunSummary> named =
        list.stream()
            .filter(run -> name.equals(String.valueOf(run.folder().getFileName())))
            .toList();
    if (named.isEmpty()) {
      named =
          list.stream()
              .filter(run -> name.length() >= SHORTEST && run.config().runId().startsWith(name))
              .toList();
    }
    if (named.size() == 1) {
      return new RunFolder(named.get(0).folder());
    }
    if (named.size() > 1) {
      throw SearchException.input(
          "run %s is in more than one folder: %s"
              .formatted(name, named.stream().map(run -> run.folder().toString()).toList()));
    }
    Optional<RunFolder> atPath = atPath(name);
    if (atPath.isPresent()) {
      return atPath.get();
    }
    throw SearchException.input(
        "no run '%s' in %s, which `argand runs list` shows; one made elsewhere with --out is named by its folder's path"
            .formatted(name, runs));
  }

  private static Optional<RunFolder> atPath(String name) throws IOException {
    RunFolder folder;
    try {
      folder = new RunFolder(Path.of(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    return folder.config().isPresent() ? Optional.of(folder) : Optional.empty();
  }

  /** How the run in a folder stands; empty where this is no run's folder. */
  public static Optional<RunSummary> summary(RunFolder folder) throws IOException {
    Optional<RunConfig> config = folder.config();
    if (config.isEmpty()) {
      return Optional.empty();
    }
    String phase = "";
    int epoch = 0;
    String message = "";
    for (JsonNode line : folder.log().lines()) {
      switch (line.path("event").asText()) {
        case RunLog.EPOCH -> {
          phase = line.path("phase").asText();
          epoch = line.path("epoch").asInt();
        }
        case "failed" -> message = line.path("message").asText();
        case "take" -> message = "";
        default -> {
          // An end says nothing that the result does not.
        }
      }
    }
    Optional<RunResult> result = folder.result();
    RunSummary.State state;
    if (result.isPresent()) {
      state = RunSummary.State.DONE;
    } else if (folder.isWorking()) {
      state = RunSummary.State.WORKING;
    } else if (folder.hasLostItsBundle()) {
      state = RunSummary.State.LOST;
      message = "its bundle was deleted: `argand runs resume` makes it again, from the beginning";
    } else {
      state = message.isEmpty() ? RunSummary.State.INTERRUPTED : RunSummary.State.FAILED;
    }
    return Optional.of(
        new RunSummary(
            config.get(),
            folder.root(),
            state,
            phase,
            epoch,
            result.map(RunResult::heldOutAccuracy).orElse(Double.NaN),
            message));
  }
}
