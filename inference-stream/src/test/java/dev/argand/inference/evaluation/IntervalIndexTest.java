package dev.argand.inference.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.inference.evaluation.IntervalIndex.Page;
import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntervalIndexTest {
  private record Interval(String id, long start, long end) {}

  private final EvaluationRig rig = new EvaluationRig();
  private final IntervalIndex index = rig.index();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void pages_areTheWholeSearch_howeverShortTheyAre() {
    CounterRandom random = CounterRandom.of(7);
    List<Interval> filed = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      long start = random.nextInt(1_000_000);
      // Of five classes of length.
      long end = start + 1 + random.nextInt(1 << 3 * (2 + random.nextInt(6)));
      filed.add(new Interval("id-" + i, start, end));
      index.put(Axis.WINDOW_SAMPLES, "porch", "s", start, end, "id-" + i);
      index.put(Axis.WINDOW_SAMPLES, "porch", "t", start, end, "other session " + i);
      index.put(Axis.WINDOW_SAMPLES, "porc", "hs", start, end, "other source " + i);
    }
    for (int most : new int[] {1, 7, 400}) {
      long start = random.nextInt(900_000);
      long end = start + 100_000;
      List<String> expected =
          filed.stream()
              .filter(one -> one.start() < end && one.end() > start)
              .map(Interval::id)
              .toList();
      List<String> found = new ArrayList<>();
      Page page = index.overlapping(Axis.WINDOW_SAMPLES, "porch", "s", start, end, most);
      found.addAll(page.ids());
      while (page.rest() != null) {
        assertThat(page.ids()).hasSize(most);
        page = index.overlapping(page.rest(), most);
        found.addAll(page.ids());
      }
      assertThat(expected).hasSizeGreaterThan(20);
      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(expected)
          .isEqualTo(index.overlapping(Axis.WINDOW_SAMPLES, "porch", "s", start, end));
    }
  }
}
