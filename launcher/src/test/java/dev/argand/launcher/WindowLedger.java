package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.inference.Guarantee;
import dev.argand.schemas.avro.Recognition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is committed of {@code recognitions}, by window, and what came again. */
final class WindowLedger implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WindowLedger.class);

  /** What came twice may also come late. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(2);

  private final RecognitionReader reader;
  private final Map<String, Said> windows = new HashMap<>();
  private final Map<String, Integer> bySource = new HashMap<>();
  private final List<String> again = new ArrayList<>();
  private final List<String> unequal = new ArrayList<>();

  /**
   * Of one window.
   *
   * @param all hash of the whole record
   */
  private record Said(List<Float> scores, int all) {}

  WindowLedger(String bootstrapServers) {
    reader = new RecognitionReader(bootstrapServers, "");
  }

  /** Reads for a while at most. */
  void read(Duration atMost) {
    reader.read(atMost, this::note);
  }

  /** How many windows of a source have come, each once. */
  int windowsOf(String sourceId) {
    return bySource.getOrDefault(sourceId, 0);
  }

  private void note(Recognition recognition) {
    String id = recognition.getWindowId();
    Said said = new Said(List.copyOf(recognition.getScores()), recognition.hashCode());
    Said before = windows.put(id, said);
    if (before == null) {
      bySource.merge(recognition.getSourceId(), 1, Integer::sum);
      return;
    }
    again.add(id);
    if (!before.equals(said)) {
      unequal.add(id);
    }
  }

  /**
   * Waits for every window, and for what may come too often, and holds the guarantee to what came.
   *
   * @param expected scores by window id of an uninterrupted run
   * @param patience how long nothing new may come before that counts as missing
   */
  void verify(
      Guarantee guarantee, Map<String, List<Float>> expected, Duration patience, String seed) {
    long newsAt = System.nanoTime();
    while (windows.size() < expected.size() && System.nanoTime() - newsAt < patience.toNanos()) {
      int before = windows.size();
      read(Duration.ofMillis(200));
      newsAt = windows.size() > before ? System.nanoTime() : newsAt;
    }
    long end = System.nanoTime() + AFTERWARDS.toNanos();
    while (System.nanoTime() < end) {
      read(Duration.ofMillis(200));
    }
    log.info(
        "{}, seed {}: {} windows expected, {} read, {} of them again",
        guarantee,
        seed,
        expected.size(),
        windows.size(),
        again.size());
    assertThat(unequal).as("windows with two answers, seed %s", seed).isEmpty();
    if (guarantee == Guarantee.EXACTLY_ONCE) {
      assertThat(again).as("windows recognised twice, seed %s", seed).isEmpty();
    }
    List<String> missing = new ArrayList<>(expected.keySet());
    missing.removeIf(windows::containsKey);
    assertThat(missing).as("windows never recognised, seed %s", seed).isEmpty();
    Map<String, List<Float>> scores = new LinkedHashMap<>();
    windows.forEach((id, said) -> scores.put(id, said.scores()));
    assertThat(scores.keySet()).as("windows, seed %s", seed).isEqualTo(expected.keySet());
    List<String> other = new ArrayList<>();
    expected.forEach(
        (id, wanted) -> {
          if (!wanted.equals(scores.get(id))) {
            other.add(id);
          }
        });
    assertThat(other).as("windows with other scores, seed %s", seed).isEmpty();
  }

  @Override
  public void close() {
    reader.close();
  }
}
