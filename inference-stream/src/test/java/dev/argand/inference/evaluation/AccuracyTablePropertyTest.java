package dev.argand.inference.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.Evaluation;
import dev.argand.signal.CounterRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** After any changes the table is that of the windows as they are now. */
class AccuracyTablePropertyTest {
  private static final List<String> NAMES = List.of("background", "bell", "dog");

  @Property(tries = 100)
  void table_isThatOfWhatIsLeft(@ForAll long seed) {
    CounterRandom random = CounterRandom.of(seed);
    AccuracyTable table = new AccuracyTable();
    Map<String, Evaluation> left = new LinkedHashMap<>();
    for (int i = 0; i < 400; i++) {
      int number = random.nextInt(60);
      String windowId = "w" + number;
      if (random.nextInt(4) == 0) {
        left.remove(windowId);
        table.fold(number % 3, i, windowId, null);
      } else {
        Evaluation evaluation =
            AccuracyTableTest.evaluation(
                windowId,
                NAMES.get(random.nextInt(3)),
                NAMES.get(random.nextInt(3)),
                NAMES.get(random.nextInt(3)),
                1 + random.nextInt(3),
                number);
        left.put(windowId, evaluation);
        table.fold(number % 3, i, windowId, evaluation);
      }
    }
    AccuracyTable fresh = new AccuracyTable();
    left.forEach((windowId, evaluation) -> fresh.fold(0, 0, windowId, evaluation));
    assertThat(table.snapshot()).isEqualTo(fresh.snapshot());
    long right = left.values().stream().filter(e -> e.getMeant().equals(e.getSaid())).count();
    Share all = table.snapshot().stream().map(VersionAccuracy::all).reduce(Share.NONE, Share::plus);
    assertThat(all).isEqualTo(new Share(left.size(), right));
  }
}
