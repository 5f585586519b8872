package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.signal.AudioClip;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SplitsTest {
  private static final ClipAudio AUDIO = () -> new AudioClip(new float[] {0.5f}, 16_000);

  @Test
  void byName_manyGroups_dividesSixtyTwentyTwenty() {
    int[] counts = new int[3];
    int groups = 10_000;
    for (int i = 0; i < groups; i++) {
      counts[Splits.byName("speaker-" + i).ordinal()]++;
    }
    // Four standard deviations of a binomial count are 196 and 160.
    assertThat(counts[0]).isBetween(5_800, 6_200);
    assertThat(counts[1]).isBetween(1_840, 2_160);
    assertThat(counts[2]).isBetween(1_840, 2_160);
  }

  /** Written down, so that a change of the rule, which would leak old test groups, is noticed. */
  @Test
  void byName_knownNames_neverChanges() {
    assertThat(Splits.byName("theo")).isEqualTo(Split.TRAIN);
    assertThat(Splits.byName("鳥")).isEqualTo(Split.TRAIN);
    assertThat(Splits.byName("yweweler")).isEqualTo(Split.VALIDATION);
    assertThat(Splits.byName("device-07")).isEqualTo(Split.VALIDATION);
    assertThat(Splits.byName("jackson")).isEqualTo(Split.TEST);
    assertThat(Splits.byName("device-03")).isEqualTo(Split.TEST);
  }

  @Test
  void of_fiveSpeakersOfTheSameDigits_areThreeOneOne() throws DataException {
    Splits splits = Splits.of(data(List.of("0", "1"), List.of("a", "b", "c", "d", "e")));
    Map<Split, Long> counts =
        splits.assignment().values().stream()
            .collect(Collectors.groupingBy(split -> split, Collectors.counting()));
    assertThat(counts).isEqualTo(Map.of(Split.TRAIN, 3L, Split.VALIDATION, 1L, Split.TEST, 1L));
  }

  @Test
  void of_otherOrderOfClips_sameAssignment() throws DataException {
    DataSet data = data(List.of("x", "y"), names(40));
    List<LabeledClip> shuffled = new ArrayList<>(data.clips());
    Collections.reverse(shuffled);
    assertThat(Splits.of(DataSet.of("other", shuffled, List.of())).assignment())
        .isEqualTo(Splits.of(data).assignment());
  }

  /** With many groups nothing is ranked: others that come do not move the ones that are there. */
  @Test
  void of_moreGroups_earlierOnesStay() throws DataException {
    Map<String, Split> before = Splits.of(data(List.of("x", "y"), names(60))).assignment();
    Map<String, Split> after = Splits.of(data(List.of("x", "y"), names(90))).assignment();
    assertThat(after).containsAllEntriesOf(before);
  }

  @Test
  void of_earlierAssignment_isKeptWhereHashesWouldMoveIt() throws DataException {
    DataSet data = data(List.of("x"), List.of("a", "b", "c", "d"));
    Map<String, Split> earlier = Map.of("a", Split.TEST, "b", Split.TRAIN, "gone", Split.TEST);
    for (Split c : Split.values()) {
      Map<String, Split> pinned = new HashMap<>(earlier);
      pinned.put("c", c);
      Splits splits = Splits.of(data, pinned);
      assertThat(splits.of("a")).isEqualTo(Split.TEST);
      assertThat(splits.of("b")).isEqualTo(Split.TRAIN);
      assertThat(splits.of("c")).isEqualTo(c);
      assertThat(splits.assignment()).doesNotContainKey("gone");
      assertThat(splits.clips(Split.VALIDATION)).isNotEmpty();
    }
  }

  @Test
  void of_earlierAssignmentThatLeavesNoWay_isRefused() {
    DataSet data = data(List.of("x"), List.of("a", "b", "c"));
    Map<String, Split> all = Map.of("a", Split.TEST, "b", Split.TEST, "c", Split.TEST);
    assertThatThrownBy(() -> Splits.of(data, all))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("cannot be divided");
  }

  @Test
  void of_twoGroups_namesLabelCountAndMinimum() {
    assertThatThrownBy(() -> Splits.of(data(List.of("aardvark"), List.of("a", "b"))))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("\"aardvark\"", "only 2 group(s)", "at least 3");
  }

  @Test
  void of_unknownGroup_isRefused() throws DataException {
    Splits splits = Splits.of(data(List.of("x"), names(5)));
    assertThatThrownBy(() -> splits.of("nobody"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no group nobody");
  }

  private static List<String> names(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("group-" + i);
    }
    return names;
  }

  /** One clip of every label from every group, background among them. */
  private static DataSet data(List<String> labels, List<String> groups) {
    List<LabeledClip> clips = new ArrayList<>();
    for (String group : groups) {
      for (String label : labels) {
        clips.add(new LabeledClip(label + "/" + group, label, group, AUDIO));
      }
    }
    for (String group : groups) {
      clips.add(new LabeledClip("background/" + group, "background", group, AUDIO));
    }
    return DataSet.of("test", clips, List.of());
  }
}
