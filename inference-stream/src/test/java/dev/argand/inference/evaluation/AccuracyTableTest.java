package dev.argand.inference.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.Evaluation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccuracyTableTest {
  private final AccuracyTable table = new AccuracyTable();

  static Evaluation evaluation(
      String windowId, String source, String meant, String said, int version, long start) {
    return new Evaluation(
        windowId,
        source,
        Given.SESSION,
        0L,
        start,
        "label",
        meant,
        said,
        said,
        0.5f,
        "digest-" + version,
        version,
        1L,
        1L);
  }

  @Test
  void upsertsAndTombstones_areFolded() {
    fold("a", evaluation("a", "porch", "dog", "dog", 1, 1));
    fold("b", evaluation("b", "porch", "dog", "cat", 1, 2));
    fold("c", evaluation("c", "yard", "background", "background", 1, 3));
    assertThat(table.snapshot())
        .containsExactly(
            new VersionAccuracy(
                1,
                "digest-1",
                new Share(3, 2),
                new Share(3, 2),
                Map.of("dog", new Share(2, 1), "background", new Share(1, 1)),
                Map.of("porch", new Share(2, 1), "yard", new Share(1, 1)),
                Map.of(
                    "dog", Map.of("dog", 1L, "cat", 1L), "background", Map.of("background", 1L))));

    fold("b", evaluation("b", "porch", "cat", "cat", 1, 2));
    table.fold(0, 0, "c", null);
    table.fold(0, 0, "never", null);
    assertThat(table.snapshot())
        .containsExactly(
            new VersionAccuracy(
                1,
                "digest-1",
                new Share(2, 2),
                new Share(2, 2),
                Map.of("dog", new Share(1, 1), "cat", new Share(1, 1)),
                Map.of("porch", new Share(2, 2)),
                Map.of("dog", Map.of("dog", 1L), "cat", Map.of("cat", 1L))));
    table.fold(0, 0, "a", null);
    table.fold(0, 0, "b", null);
    assertThat(table.snapshot()).isEmpty();
  }

  @Test
  void versions_areListedNewestFirst() {
    fold("a", evaluation("a", "porch", "dog", "dog", 2, 1));
    fold("b", evaluation("b", "porch", "dog", "dog", 10, 1));
    fold("c", evaluation("c", "porch", "dog", "dog", 9, 1));
    assertThat(table.snapshot()).extracting(VersionAccuracy::version).containsExactly(10, 9, 2);
  }

  @Test
  void recent_isTheLast200ByStart_alsoAfterOneIsTakenAway() {
    for (int i = 249; i >= 0; i--) {
      String said = i < 50 ? "cat" : "dog";
      fold("w" + i, evaluation("w" + i, "porch", "dog", said, 1, i));
    }
    assertThat(recent()).isEqualTo(new Share(200, 200));

    table.fold(0, 0, "w100", null);
    table.fold(0, 0, "w101", null);
    assertThat(recent()).isEqualTo(new Share(200, 198));
  }

  @Test
  void window_thatIsFinal_staysCounted_andItsIdIsForgotten() {
    long later = Duration.ofHours(51).toMillis();
    for (int i = 0; i < 300; i++) {
      fold("w" + i, evaluation("w" + i, "porch", "dog", i == 299 ? "cat" : "dog", 1, i));
    }
    table.fold(1, 0, "elsewhere", evaluation("elsewhere", "yard", "dog", "dog", 1, 1_000));
    table.fold(0, later, "new", evaluation("new", "porch", "dog", "dog", 1, 2_000));

    assertThat(table.openWindows()).isEqualTo(2);
    assertThat(table.snapshot().get(0).all()).isEqualTo(new Share(302, 301));
    assertThat(recent()).isEqualTo(new Share(200, 199));
  }

  private void fold(String windowId, Evaluation evaluation) {
    table.fold(0, 0, windowId, evaluation);
  }

  private Share recent() {
    List<VersionAccuracy> all = table.snapshot();
    return all.get(0).recent();
  }
}
