package dev.argand.search.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.search.data.DataException;
import dev.argand.search.data.LabeledClip;
import dev.argand.signal.AudioClip;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LearnedGroupsTest {
  @Test
  void fewGroups_areNames() {
    String text = LearnedGroups.text(clips(3));
    assertThat(text)
        .isEqualTo("a long name of a file 0\na long name of a file 1\na long name of a file 2");
    Predicate<String> learned = LearnedGroups.parse(text);
    assertThat(learned.test("a long name of a file 1")).isTrue();
    assertThat(learned.test("a long name of a file 3")).isFalse();
  }

  /** A manifest has a megabyte at most. */
  @Test
  void manyGroups_haveRoomAndAreFoundAgain() {
    List<LabeledClip> clips = clips(LearnedGroups.MOST);
    String text = LearnedGroups.text(clips);
    assertThat(text.length()).isLessThan(800_000);
    Predicate<String> learned = LearnedGroups.parse(text);
    assertThat(clips).allMatch(clip -> learned.test(clip.group()));
    assertThat(IntStream.range(0, 10_000))
        .noneMatch(i -> learned.test("a name that was not learned " + i));
  }

  @Test
  void moreGroupsThanABundleHasRoomFor_areRefusedWithTheirNumber() {
    assertThatCode(() -> LearnedGroups.requireRoom("data", clips(LearnedGroups.MOST)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> LearnedGroups.requireRoom("data", clips(LearnedGroups.MOST + 1)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("were " + (LearnedGroups.MOST + 1));
  }

  private static List<LabeledClip> clips(int groups) {
    return IntStream.range(0, groups)
        .mapToObj(i -> "a long name of a file " + i)
        .map(group -> new LabeledClip(group, "a", group, () -> new AudioClip(new float[1], 8_000)))
        .toList();
  }
}
