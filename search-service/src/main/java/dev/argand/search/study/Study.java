package dev.argand.search.study;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.argand.network.bundle.DurableFile;
import dev.argand.runtime.SettingException;
import dev.argand.search.data.DataException;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.DataSets;
import dev.argand.search.evaluate.Answer;
import dev.argand.search.run.Compute;
import dev.argand.search.run.ProgressListener;
import dev.argand.search.run.RunFolder;
import dev.argand.search.run.RunResult;
import dev.argand.search.run.SearchException;
import dev.argand.search.run.SearchRequest;
import dev.argand.search.run.SearchRunner;
import dev.argand.search.train.Profile;
import dev.argand.search.train.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A study in its folder. Each of its runs is an ordinary one, in {@code runs} below; what is done
 * stays done, and what was cut off goes on from its checkpoint, so that a study that is killed and
 * begun again ends as one that was not.
 *
 * <pre>
 * study.json        what is compared, and what came out so far
 * runs/ID           the runs
 * report.html       all of it for a person
 * </pre>
 */
public final class Study {
  /** What is compared and what came out. */
  public static final String FILE = "study.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final StudyPlan plan;
  private final String data;
  private final String dataDigest;
  private final Path root;
  private final Compute compute;

  private Study(StudyPlan plan, String data, String dataDigest, Path root, Compute compute) {
    this.plan = plan;
    this.data = data;
    this.dataDigest = dataDigest;
    this.root = root;
    this.compute = compute;
  }

  /** What a study tells as it goes. */
  public interface Listener {
    /** A run begins or goes on; {@code number} is from 1. */
    void onRun(Arm arm, Arm.Place place, int number, int runs);

    /** A run is done, now or before. */
    void onDone(StudyRun run);
  }

  /**
   * Opens a study where its folder is to be.
   *
   * @param root its folder; where it is null, the id below {@code studies}
   * @throws SearchException if the folder is another study's
   */
  public static Study open(
      StudyPlan plan, String data, Path studies, @Nullable Path root, Compute compute)
      throws DataException, IOException, SearchException {
    DataSet set = DataSets.open(data);
    String digest = DataSets.digest(data, set);
    String id = plan.id(digest);
    Path folder = (root == null ? studies.resolve(id) : root).toAbsolutePath().normalize();
    Path file = folder.resolve(FILE);
    if (Files.isRegularFile(file)) {
      String before = JSON.readTree(file.toFile()).path("study").asText();
      if (!before.equals(id)) {
        throw SearchException.input(
            "a folder of study %s or an empty one was expected, %s is study %s's: data or settings differ"
                .formatted(id, folder, before));
      }
    }
    return new Study(plan, data, digest, folder, compute);
  }

  /** Its folder. */
  public Path root() {
    return root;
  }

  /** What it compares. */
  public StudyPlan plan() {
    return plan;
  }

  /** SHA-256 of data and settings, the first 16 hex digits. */
  public String id() {
    return plan.id(dataDigest);
  }

  /** What {@code DataSets.open} took. */
  public String data() {
    return data;
  }

  /**
   * Does the runs that are not done, arm by arm in turn, and returns what is known then.
   *
   * @param most runs to do now; the rest is for another time
   * @throws SearchException if a run fails
   */
  public StudyResult run(int most, Listener listener, ProgressListener progress)
      throws IOException, SearchException, SettingException, InterruptedException {
    Files.createDirectories(root.resolve("runs"));
    write(result());
    int left = most;
    int number = 0;
    for (Turn turn : turns()) {
      number++;
      RunFolder folder = folder(turn.arm(), turn.place()).orElse(null);
      if (folder == null || done(turn, folder).isPresent()) {
        continue;
      }
      if (left-- == 0) {
        break;
      }
      listener.onRun(turn.arm(), turn.place(), number, plan.runs());
      SearchRunner.run(
          new SearchRequest(
              data,
              profile(turn.arm(), turn.place()).orElseThrow(),
              turn.place().seed(plan.firstSeed()),
              folder.root(),
              compute),
          progress);
      Optional<StudyRun> done = done(turn, folder);
      if (done.isEmpty()) {
        throw new SearchException(
            "run %s has no %s, as one of an older program: delete its folder"
                .formatted(folder.root(), RunFolder.HELD_OUT));
      }
      listener.onDone(done.get());
      write(result());
    }
    return result();
  }

  private record Turn(Arm arm, Arm.Place place) {}

  /** First trainings of all arms, an architecture of each in turn, before any second training. */
  private List<Turn> turns() {
    List<Turn> turns = new ArrayList<>();
    int seeds = plan.arms().stream().mapToInt(Arm::seeds).max().orElse(0);
    int architectures = plan.arms().stream().mapToInt(Arm::architectures).max().orElse(0);
    for (int training = 0; training < seeds; training++) {
      for (int a = 0; a < architectures; a++) {
        for (Arm arm : plan.arms()) {
          if (training < arm.seeds() && a < arm.architectures()) {
            turns.add(new Turn(arm, new Arm.Place(a, training)));
          }
        }
      }
    }
    return turns;
  }

  /** The profile of a run; empty while the architecture that it trains is not found yet. */
  private Optional<String> profile(Arm arm, Arm.Place place) throws IOException, SettingException {
    if (place.training() == 0 || !arm.isFound()) {
      return Optional.of(arm.text());
    }
    Optional<RunFolder> first = folder(arm, new Arm.Place(place.architecture(), 0));
    Optional<RunResult> found = first.isPresent() ? first.get().result() : Optional.empty();
    return found.map(result -> arm.text() + ",architecture=" + result.genotype());
  }

  private Optional<RunFolder> folder(Arm arm, Arm.Place place)
      throws IOException, SettingException {
    Optional<String> profile = profile(arm, place);
    if (profile.isEmpty()) {
      return Optional.empty();
    }
    String id = Run.runId(dataDigest, Profile.read(profile.get()), place.seed(plan.firstSeed()));
    return Optional.of(new RunFolder(root.resolve("runs").resolve(id)));
  }

  private static Optional<StudyRun> done(Turn turn, RunFolder folder) throws IOException {
    Optional<RunResult> result = folder.result();
    Optional<List<Answer>> answers = folder.heldOut();
    return result.isPresent() && answers.isPresent()
        ? Optional.of(new StudyRun(turn.arm().name(), turn.place(), result.get(), answers.get()))
        : Optional.empty();
  }

  /** What is known from the runs that are done. */
  public StudyResult result() throws IOException, SettingException {
    List<StudyRun> runs = new ArrayList<>();
    for (Turn turn : turns()) {
      Optional<RunFolder> folder = folder(turn.arm(), turn.place());
      if (folder.isPresent()) {
        done(turn, folder.get()).ifPresent(runs::add);
      }
    }
    return StudyResult.of(plan, runs);
  }

  private void write(StudyResult result) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("study", id());
    map.put("name", plan.name());
    map.put("data", data);
    map.put("dataDigest", dataDigest);
    map.put("values", new java.util.TreeMap<>(plan.values()));
    map.putAll(result.toMap());
    DurableFile.write(root.resolve(FILE), JSON.writeValueAsBytes(map));
  }
}
