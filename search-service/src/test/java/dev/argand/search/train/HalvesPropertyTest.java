package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.search.data.LabeledClip;
import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class HalvesPropertyTest {
  @Property(tries = 40)
  void of_sharesLabelsAndNeverSplitsAGroup(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int labels,
      @ForAll @IntRange(min = 2, max = 9) int groups) {
    List<LabeledClip> clips = new ArrayList<>();
    for (int label = 0; label < labels; label++) {
      for (int group = 0; group < groups; group++) {
        clips.add(clip("l" + label, "g" + label + "." + group));
        clips.add(clip("l" + label, "g" + label + "." + group));
      }
    }
    Halves halves = Halves.of(clips, CounterRandom.of(seed));
    Set<String> common = groups(halves.weights());
    common.retainAll(groups(halves.architecture()));
    assertThat(common).isEmpty();
    assertThat(halves.weights().size() + halves.architecture().size()).isEqualTo(clips.size());
    for (int label = 0; label < labels; label++) {
      String name = "l" + label;
      long first = halves.weights().stream().filter(c -> c.label().equals(name)).count();
      long second = halves.architecture().stream().filter(c -> c.label().equals(name)).count();
      assertThat(Math.abs(first - second)).isLessThanOrEqualTo(2);
    }
  }

  @Property(tries = 5)
  void of_aLabelWithOneGroup_isInBothParts(@ForAll long seed) {
    List<LabeledClip> clips = List.of(clip("a", "1"), clip("a", "2"), clip("b", "3"));
    Halves halves = Halves.of(clips, CounterRandom.of(seed));
    assertThat(labels(halves.weights())).contains("a", "b");
    assertThat(labels(halves.architecture())).contains("a", "b");
  }

  private static Set<String> groups(List<LabeledClip> clips) {
    return new HashSet<>(clips.stream().map(LabeledClip::group).toList());
  }

  private static Set<String> labels(List<LabeledClip> clips) {
    return clips.stream().map(LabeledClip::label).collect(Collectors.toSet());
  }

  private static LabeledClip clip(String label, String group) {
    return new LabeledClip(
        label + "/" + group, label, group, () -> new AudioClip(new float[16], 16_000));
  }
}
