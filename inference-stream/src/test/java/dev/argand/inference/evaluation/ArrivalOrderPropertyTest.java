package dev.argand.inference.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.Evaluation;
import dev.argand.schemas.avro.Label;
import dev.argand.schemas.avro.Recognition;
import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * In whatever order windows and labels arrive, what is known in the end is the batch's. Only the
 * records of one label keep their order, as a partition keeps it.
 */
class ArrivalOrderPropertyTest {
  private static final List<String> SOURCES = List.of("porch", "yard");
  private static final List<String> HEARD = List.of("background", "bell", "dog");

  @Property(tries = 12)
  void evaluations_areThoseOfTheBatch_inAnyOrder(@ForAll long seed) {
    CounterRandom random = CounterRandom.of(seed);
    List<Recognition> windows = windows(random);
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      labels.add(label(random, windows));
    }
    Map<String, Label> newest = new LinkedHashMap<>();
    labels.forEach(label -> newest.put(label.getLabelId(), label));
    Map<String, Evaluation> expected = new LinkedHashMap<>();
    for (Recognition window : windows) {
      Judgement.evaluate(window, newest.values())
          .ifPresent(evaluation -> expected.put(window.getWindowId(), evaluation));
    }
    try (EvaluationRig rig = new EvaluationRig()) {
      int nextLabel = 0;
      while (!windows.isEmpty() || nextLabel < labels.size()) {
        boolean hear = nextLabel == labels.size() || (!windows.isEmpty() && random.nextInt(2) == 0);
        if (hear) {
          rig.hear(windows.remove(random.nextInt(windows.size())));
        } else {
          rig.label(labels.get(nextLabel++));
        }
      }
      assertThat(rig.folded()).isEqualTo(expected);
    }
  }

  private static List<Recognition> windows(CounterRandom random) {
    List<Recognition> windows = new ArrayList<>();
    for (String source : SOURCES) {
      for (int k = 0; k < 12; k++) {
        windows.add(Given.window(source, k, k * 500L, HEARD.get(random.nextInt(3))));
      }
    }
    return windows;
  }

  private static Label label(CounterRandom random, List<Recognition> windows) {
    // Few ids, so that many are revised, moved to another source or withdrawn.
    String id = "label-" + random.nextInt(12);
    String source = SOURCES.get(random.nextInt(2));
    @Nullable String heard = random.nextInt(6) == 0 ? null : HEARD.get(random.nextInt(3));
    long first = random.nextInt(7_000);
    long end = first + 1 + random.nextInt(random.nextInt(5) == 0 ? 10_000_000 : 2_500);
    Label label =
        switch (random.nextInt(3)) {
          case 0 -> Given.naming(id, windows.get(random.nextInt(windows.size())), heard);
          case 1 -> Given.utc(id, source, first, end, heard);
          default -> Given.samples(id, source, first, end, heard);
        };
    return Given.at(label, random.nextInt(5));
  }
}
