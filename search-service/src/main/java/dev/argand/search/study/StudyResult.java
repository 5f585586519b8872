package dev.argand.search.study;

import dev.argand.search.evaluate.Answer;
import dev.argand.search.study.ArmBootstrap.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a study's runs say so far.
 *
 * @param arms those that have a run that is done, in their order
 * @param pairs each arm against each later one
 * @param runs all that are done
 * @param planned how many there are to be
 * @param clips held-out clips that every run was judged on
 * @param groups their groups
 * @param notes what to know before believing it
 */
public record StudyResult(
    List<ArmResult> arms,
    List<Pair> pairs,
    List<StudyRun> runs,
    int planned,
    int clips,
    int groups,
    List<String> notes) {

  /** Parameters that differ by more than this from the wanted ones are not matched. */
  private static final double MATCHED = 0.1;

  /**
   * An arm.
   *
   * @param score mean over labels of the share of clips that are right, over all runs
   * @param deviation between the mean scores of its architectures; not a number for fewer than two
   * @param architectures that have a run that is done
   * @param runs that are done
   * @param fewest parameters
   * @param most parameters
   */
  public record ArmResult(
      String name,
      Interval score,
      double deviation,
      int architectures,
      int runs,
      long fewest,
      long most) {

    /** Its runs' parameters as text. */
    public String parameters() {
      return fewest == most
          ? String.format(Locale.ROOT, "%,d", fewest)
          : String.format(Locale.ROOT, "%,d to %,d", fewest, most);
    }
  }

  /**
   * Two arms.
   *
   * @param difference the first's score minus the second's
   */
  public record Pair(String first, String second, Interval difference) {
    /** What is said of them: which is better, or that it is a tie. */
    public String verdict() {
      return difference.isTie() ? "tie" : (difference.value() > 0 ? first : second) + " better";
    }
  }

  public StudyResult {
    arms = List.copyOf(arms);
    pairs = List.copyOf(pairs);
    runs = List.copyOf(runs);
    notes = List.copyOf(notes);
  }

  static StudyResult of(StudyPlan plan, List<StudyRun> runs) {
    Map<String, List<List<List<Answer>>>> answers = new LinkedHashMap<>();
    Map<String, List<StudyRun>> byArm = new LinkedHashMap<>();
    for (Arm arm : plan.arms()) {
      TreeMap<Integer, List<List<Answer>>> byArchitecture = new TreeMap<>();
      for (StudyRun run : runs) {
        if (run.arm().equals(arm.name())) {
          byArm.computeIfAbsent(arm.name(), name -> new ArrayList<>()).add(run);
          byArchitecture
              .computeIfAbsent(run.place().architecture(), key -> new ArrayList<>())
              .add(run.answers());
        }
      }
      if (!byArchitecture.isEmpty()) {
        answers.put(arm.name(), List.copyOf(byArchitecture.values()));
      }
    }
    if (answers.isEmpty()) {
      return new StudyResult(List.of(), List.of(), runs, plan.runs(), 0, 0, List.of());
    }
    ArmBootstrap bootstrap = new ArmBootstrap(answers, plan.firstSeed(), ArmBootstrap.RESAMPLES);
    List<ArmResult> arms = new ArrayList<>();
    List<Pair> pairs = new ArrayList<>();
    for (int a = 0; a < bootstrap.arms().size(); a++) {
      String name = bootstrap.arms().get(a);
      List<StudyRun> done = byArm.getOrDefault(name, List.of());
      arms.add(arm(name, bootstrap.score(a), answers.getOrDefault(name, List.of()), done));
      for (int b = a + 1; b < bootstrap.arms().size(); b++) {
        pairs.add(new Pair(name, bootstrap.arms().get(b), bootstrap.difference(a, b)));
      }
    }
    List<Answer> clips = runs.get(0).answers();
    return new StudyResult(
        arms,
        pairs,
        runs,
        plan.runs(),
        clips.size(),
        (int) clips.stream().map(Answer::group).distinct().count(),
        notes(plan, runs, arms));
  }

  private static ArmResult arm(
      String name, Interval score, List<List<List<Answer>>> answers, List<StudyRun> done) {
    double[] means =
        answers.stream()
            .mapToDouble(
                trainings ->
                    trainings.stream()
                        .mapToDouble(
                            run ->
                                new ArmBootstrap(Map.of(name, List.of(List.of(run))), 0, 1)
                                    .score(0)
                                    .value())
                        .average()
                        .orElseThrow())
            .toArray();
    return new ArmResult(
        name,
        score,
        deviation(means),
        means.length,
        done.size(),
        done.stream().mapToLong(run -> run.result().parameters()).min().orElseThrow(),
        done.stream().mapToLong(run -> run.result().parameters()).max().orElseThrow());
  }

  private static double deviation(double[] values) {
    if (values.length < 2) {
      return Double.NaN;
    }
    double mean = java.util.Arrays.stream(values).average().orElseThrow();
    double sum = java.util.Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(sum / (values.length - 1));
  }

  private static List<String> notes(StudyPlan plan, List<StudyRun> runs, List<ArmResult> results) {
    List<String> notes = new ArrayList<>();
    if (runs.size() < plan.runs()) {
      notes.add("%d of %d runs are done: figures are of those".formatted(runs.size(), plan.runs()));
    }
    for (Arm arm : plan.arms()) {
      int wanted = arm.profile().budget().matchParameters();
      Optional<ArmResult> found =
          results.stream().filter(result -> result.name().equals(arm.name())).findFirst();
      if (found.isEmpty()) {
        continue;
      }
      if (wanted > 0
          && (Math.abs(found.get().fewest() - wanted) > MATCHED * wanted
              || Math.abs(found.get().most() - wanted) > MATCHED * wanted)) {
        notes.add(
            "%s is not matched: %s parameters instead of %,d; its channels are whole numbers"
                .formatted(arm.name(), found.get().parameters(), wanted));
      }
      if (arm.isFound() && found.get().architectures() < 3) {
        notes.add(
            "%s has fewer than 3 architectures: its interval hardly knows how much luck is in one"
                .formatted(arm.name()));
      }
    }
    if (results.size() > 2) {
      notes.add(
          "intervals are of each pair alone: of 20 pairs that do not differ one would seem to");
    }
    return notes;
  }

  /** The parts by name, for JSON; what is not known is null. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("runsDone", runs.size());
    map.put("runsPlanned", planned);
    map.put("clips", clips);
    map.put("groups", groups);
    map.put("arms", arms.stream().map(StudyResult::map).toList());
    map.put("pairs", pairs.stream().map(StudyResult::map).toList());
    map.put("notes", notes);
    map.put("runs", runs.stream().map(StudyResult::map).toList());
    return map;
  }

  private static Map<String, Object> map(ArmResult arm) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", arm.name());
    put(map, "score", arm.score());
    map.put("deviation", Double.isNaN(arm.deviation()) ? null : arm.deviation());
    map.put("architectures", arm.architectures());
    map.put("runs", arm.runs());
    map.put("fewestParameters", arm.fewest());
    map.put("mostParameters", arm.most());
    return map;
  }

  private static Map<String, Object> map(Pair pair) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("first", pair.first());
    map.put("second", pair.second());
    put(map, "difference", pair.difference());
    map.put("verdict", pair.verdict());
    return map;
  }

  private static Map<String, Object> map(StudyRun run) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("arm", run.arm());
    map.put("architecture", run.place().architecture());
    map.put("training", run.place().training());
    map.put("runId", run.result().runId());
    map.put("genotype", run.result().genotype());
    map.put("parameters", run.result().parameters());
    map.put("heldOutAccuracy", run.result().heldOutAccuracy());
    map.put("searchSeconds", run.result().searchSeconds());
    map.put("retrainSeconds", run.result().retrainSeconds());
    return map;
  }

  private static void put(Map<String, Object> map, String name, Interval interval) {
    map.put(name, interval.value());
    map.put(name + "Low", interval.low());
    map.put(name + "High", interval.high());
  }
}
