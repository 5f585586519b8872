package dev.argand.inference.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.Evaluation;
import dev.argand.schemas.avro.Label;
import dev.argand.schemas.avro.Recognition;
import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** The judgement against one that counts sample by sample, for labels in any order. */
class JudgementPropertyTest {
  private static final List<String> LABELS = List.of("background", "dog", "cat");

  @Property(tries = 2_000)
  void meaning_isThatOfCounting_inAnyOrder(@ForAll long seed) {
    CounterRandom random = CounterRandom.of(seed);
    Recognition window =
        Given.window("porch", Given.SESSION, 3, 200, 20 + random.nextInt(80), "dog", "d", 1);
    List<Label> labels = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      long first = 100 + random.nextInt(220);
      long end = first + 1 + random.nextInt(120);
      String heard = LABELS.get(random.nextInt(LABELS.size()));
      labels.add(
          random.nextInt(3) == 0
              ? Given.utc("l" + i, "porch", first, end, heard)
              : Given.samples("l" + i, "porch", first, end, heard));
    }
    Collections.shuffle(labels, new Random(seed));
    Evaluation evaluation = Judgement.evaluate(window, labels).orElse(null);
    assertThat(evaluation == null ? null : evaluation.getMeant())
        .isEqualTo(counted(window, labels));

    Collections.shuffle(labels, new Random(~seed));
    assertThat(Judgement.evaluate(window, labels).orElse(null)).isEqualTo(evaluation);
  }

  private static @Nullable String counted(Recognition window, List<Label> labels) {
    int start = (int) window.getFirstSampleIndex();
    int end = start + (int) window.getSampleCount();
    Map<String, BitSet> heard = new TreeMap<>();
    for (Label label : labels) {
      int from = from(label);
      int to = to(label);
      if (from < end && to > start) {
        heard.computeIfAbsent(label.getLabel(), name -> new BitSet()).set(from, to);
      }
    }
    BitSet quiet = heard.remove("background");
    Map<String, Double> best = new TreeMap<>();
    heard.forEach((label, set) -> best.put(label, best(set, start, end, false)));
    best.values().removeIf(share -> share <= 0.05);
    if (best.size() > 1) {
      return null;
    }
    if (best.size() == 1) {
      var only = best.entrySet().iterator().next();
      return only.getValue() >= 0.8 ? only.getKey() : null;
    }
    return quiet != null && best(quiet, start, end, true) >= 0.95 ? "background" : null;
  }

  private static double best(BitSet set, int start, int end, boolean ofTheWindow) {
    double best = 0;
    for (int from = set.nextSetBit(0); from >= 0; from = set.nextSetBit(set.nextClearBit(from))) {
      int to = set.nextClearBit(from);
      double shared =
          set.get(Math.max(from, start), Math.max(start, Math.min(to, end))).cardinality();
      best =
          Math.max(best, shared / (ofTheWindow ? end - start : Math.min(end - start, to - from)));
    }
    return best;
  }

  private static int from(Label label) {
    return label.getFirstSampleIndex() != null
        ? label.getFirstSampleIndex().intValue()
        : (int) ((label.getStartTimeMicros() - Given.EPOCH_MICROS) / 1_000);
  }

  private static int to(Label label) {
    return label.getEndSampleIndex() != null
        ? label.getEndSampleIndex().intValue()
        : (int) ((label.getEndTimeMicros() - Given.EPOCH_MICROS) / 1_000);
  }
}
