package dev.argand.search.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.LoadGate;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.Recognizer;
import dev.argand.network.bundle.Provenance;
import dev.argand.network.training.NetworkTrainer;
import dev.argand.schemas.avro.GateResult;
import dev.argand.search.data.DataException;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.Split;
import dev.argand.search.data.Splits;
import dev.argand.search.dataset.LearnedGroups;
import dev.argand.search.run.ProgressListener;
import dev.argand.search.train.BundleMaker;
import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clips that the champion knows are not what it is judged by. */
final class UnseenClipsTest {
  private static final List<String> LABELS = List.of("background", "bell");
  private static final int TAKES = 8;
  private static final FrontEnd FRONT_END =
      new FrontEnd(8_000, 4_000, 1_000, 512, 250, 16, 50, 4_000, 10);

  @TempDir Path folder;

  @Test
  void judge_ofADirectoryThatGrew_leavesOutTheGroupThatTheChampionChoseItsThresholdsBy()
      throws Exception {
    List<String> speakers = speakersOfWhomOneMoves();
    DataSet grown = data(speakers);
    Splits before = Splits.of(data(speakers.subList(0, speakers.size() - 1)));
    Splits after = Splits.of(grown);
    List<LabeledClip> learned = new ArrayList<>(before.clips(Split.TRAIN));
    learned.addAll(before.clips(Split.VALIDATION));
    Set<String> known = groups(learned);
    long met =
        after.clips(Split.TEST).stream().filter(clip -> known.contains(clip.group())).count();
    assertThat(met).isPositive();
    try (Recognizer champion = model(1, Map.of(LearnedGroups.KEY, LearnedGroups.text(learned)));
        Recognizer challenger = model(2, Map.of())) {

      GateResult result = judge(challenger, champion, after);

      assertThat(result.getClips()).isEqualTo((int) (after.clips(Split.TEST).size() - met));
      assertThat(result.getReason())
          .contains("on %d held-out clips (%d more, ".formatted(result.getClips(), met))
          .contains("of groups named as some that the champion learned from, left out);");
      // Both on the same: a champion is never surely better than itself.
      GateResult itself = judge(champion, champion, after);
      assertThat(itself.getClips()).isEqualTo(result.getClips());
      assertThat(itself.getDifferenceHigh()).isZero();
    }
  }

  @Test
  void judge_onNothingButWhatTheChampionKnows_isInconclusive() throws Exception {
    Splits splits = Splits.of(data(List.of("a", "b", "c")));
    try (Recognizer champion =
            model(1, Map.of(LearnedGroups.KEY, LearnedGroups.text(splits.data().clips())));
        Recognizer challenger = model(2, Map.of())) {

      GateResult result = judge(challenger, champion, splits);

      assertThat(result.getPromoted()).isFalse();
      assertThat(result.getChampionDigest()).isEqualTo(champion.digest());
      assertThat(result.getClips()).isZero();
      assertThat(result.getDifferenceLow()).isEqualTo(-1);
      assertThat(result.getDifferenceHigh()).isEqualTo(1);
      assertThat(result.getReason())
          .isEqualTo(
              "inconclusive, the champion stays: 16 of 16 held-out clips are of groups named as"
                  + " some that the champion learned from, and at least 4 of \"background\" were"
                  + " expected beside them, were 0");
    }
  }

  @Test
  void judge_againstAChampionThatDoesNotSayWhatItLearnedFrom_saysSo() throws Exception {
    Splits splits = Splits.of(data(List.of("a", "b", "c")));
    try (Recognizer champion = model(1, Map.of());
        Recognizer challenger = model(2, Map.of())) {
      GateResult result = judge(challenger, champion, splits);
      assertThat(result.getClips()).isEqualTo(16);
      assertThat(result.getReason())
          .contains("on 16 held-out clips (the champion does not say what it learned from);");
      assertThat(judge(challenger, null, splits).getReason()).contains("on 16 held-out clips;");
    }
  }

  @Test
  void of_labelThatKeepsSixOrHalfOfFewer_isEnough() {
    assertThat(left("bell", 40, 6).lacking()).isEmpty();
    assertThat(left("bell", 40, 5).lacking())
        .contains("at least 6 of \"bell\" were expected beside them, were 5");
    assertThat(left("bell", 3, 2).lacking()).isEmpty();
    assertThat(left("bell", 3, 1).lacking())
        .contains("at least 2 of \"bell\" were expected beside them, were 1");
    assertThat(left("bell", 1, 0).lacking()).isPresent();
  }

  /** A label that nothing is left of could be lost altogether. */
  @Test
  void of_oneLabelOfTwoThatIsMissing_isTooFew() {
    List<LabeledClip> clips = new ArrayList<>(clips("bell", "mine", 20));
    clips.addAll(clips("dog", "theirs", 20));
    UnseenClips unseen = UnseenClips.of(clips, provenance(Map.of(LearnedGroups.KEY, "theirs")));
    assertThat(unseen.clips()).hasSize(20);
    assertThat(unseen.learned()).isEqualTo(20);
    assertThat(unseen.lacking().orElseThrow()).contains("\"dog\"").endsWith("were 0");
  }

  private static UnseenClips left(String label, int had, int left) {
    List<LabeledClip> clips = new ArrayList<>(clips(label, "known", had - left));
    clips.addAll(clips(label, "new", left));
    UnseenClips unseen = UnseenClips.of(clips, provenance(Map.of(LearnedGroups.KEY, "known")));
    assertThat(unseen.clips()).hasSize(left).allMatch(clip -> clip.group().equals("new"));
    return unseen;
  }

  private static GateResult judge(
      Recognizer challenger, @org.jspecify.annotations.Nullable Recognizer champion, Splits splits)
      throws Exception {
    return Gate.judge(challenger, champion, splits, 1, ProgressListener.NONE);
  }

  /** Eight, the last of whom has one of the others tested on who was not before. */
  private static List<String> speakersOfWhomOneMoves() throws DataException {
    for (int town = 0; ; town++) {
      List<String> speakers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        speakers.add("town-%d-speaker-%d".formatted(town, i));
      }
      Set<String> tested = groups(Splits.of(data(speakers.subList(0, 7))).clips(Split.TEST));
      Set<String> now = groups(Splits.of(data(speakers)).clips(Split.TEST));
      now.removeAll(tested);
      now.remove(speakers.get(7));
      if (!now.isEmpty()) {
        return speakers;
      }
    }
  }

  private static Set<String> groups(Collection<LabeledClip> clips) {
    return clips.stream().map(LabeledClip::group).collect(Collectors.toCollection(TreeSet::new));
  }

  private static DataSet data(List<String> speakers) {
    List<LabeledClip> clips = new ArrayList<>();
    for (String speaker : speakers) {
      LABELS.forEach(label -> clips.addAll(clips(label, speaker, TAKES)));
    }
    return DataSet.of("speakers", clips, List.of());
  }

  private static List<LabeledClip> clips(String label, String group, int count) {
    List<LabeledClip> clips = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = "%s/%s_%d".formatted(label, group, i);
      clips.add(
          new LabeledClip(
              name, label, group, () -> new AudioClip(noise(CounterRandom.of(3).at(name)), 8_000)));
    }
    return clips;
  }

  private static float[] noise(CounterRandom random) {
    float[] samples = new float[FRONT_END.windowSamples()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (random.nextDouble() - 0.5);
    }
    return samples;
  }

  /** Weights as a network begins with. */
  private Recognizer model(long seed, Map<String, String> environment) throws Exception {
    NetworkSpec spec =
        new NetworkSpec(
            Field.COMPLEX,
            Genotype.parse(
                "SS1 normal[sep3<0 max3<1 | skip<0 dil5<2] reduction[max3<0 sep5<1 | skip<0 avg3<1]"),
            2,
            1,
            false,
            1,
            FRONT_END.melBands(),
            FRONT_END.frames(),
            LABELS.size(),
            Readout.MODULUS);
    CounterRandom random = CounterRandom.of(seed);
    try (NetworkTrainer trainer =
        new NetworkTrainer(spec, new NetworkTrainer.Settings(0.9, 3e-4, 5, 1), random)) {
      BundleMaker.Content content =
          new BundleMaker.Content(
              LABELS,
              "background",
              List.of(1.0, 0.5),
              FRONT_END,
              spec,
              Map.of(),
              provenance(environment),
              trainer.weightCount());
      Path bundles = Files.createDirectories(folder.resolve("model-" + seed));
      return LoadGate.load(
          BundleMaker.write(
              bundles, content, trainer.tensors(), new float[][] {noise(random.at("golden"))}));
    }
  }

  private static Provenance provenance(Map<String, String> environment) {
    return new Provenance(
        "run-1",
        "speakers",
        "0".repeat(64),
        1,
        "test",
        "none",
        environment,
        Provenance.UNKNOWN_COMMIT,
        null,
        Instant.EPOCH);
  }
}
