package dev.argand.search.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SplitsPropertyTest {
  private static final ClipAudio AUDIO = () -> new AudioClip(new float[] {0.5f}, 16_000);

  @Property(tries = 60)
  void everyLabelIsInEverySplitAndNoGroupInTwo(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int labels) throws DataException {
    Splits splits = Splits.of(randomData(seed, labels));
    Map<String, Split> seen = new HashMap<>();
    for (Split split : Split.values()) {
      Set<String> found = new HashSet<>();
      for (LabeledClip clip : splits.clips(split)) {
        found.add(clip.label());
        assertThat(seen.merge(clip.group(), split, (before, now) -> before)).isEqualTo(split);
      }
      assertThat(found).containsExactlyInAnyOrderElementsOf(splits.data().labels());
    }
    assertThat(seen).isEqualTo(splits.assignment());
  }

  @Property(tries = 30)
  void dividingWithItsOwnAssignmentChangesNothing(@ForAll long seed) throws DataException {
    DataSet data = randomData(seed, 4);
    Map<String, Split> assignment = Splits.of(data).assignment();
    assertThat(Splits.of(data, assignment).assignment()).isEqualTo(assignment);
  }

  /** Labels with three to thirty groups each, some of them shared with other labels. */
  private static DataSet randomData(long seed, int labels) {
    CounterRandom random = CounterRandom.of(seed);
    List<LabeledClip> clips = new ArrayList<>();
    for (int label = 0; label <= labels; label++) {
      String name = label == 0 ? "background" : "label-" + label;
      int groups = 3 + random.nextInt(28);
      for (int i = 0; i < groups; i++) {
        String group =
            random.nextBoolean() ? "shared-%d".formatted(i) : "own-%d-%d".formatted(label, i);
        clips.add(new LabeledClip(name + "/" + group, name, group, AUDIO));
      }
    }
    return DataSet.of("random", clips, List.of());
  }
}
