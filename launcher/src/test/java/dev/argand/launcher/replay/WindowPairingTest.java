package dev.argand.launcher.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.schemas.avro.WindowDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WindowPairingTest {
  private static final List<String> LABELS = List.of("background", "bell", "dog");

  private final List<WindowPair> pairs = new ArrayList<>();
  private final WindowPairing pairing = new WindowPairing(pairs::add);

  /** Avro copies only what a codec has declared safe. */
  @BeforeAll
  static void declareSafe() {
    assertThat(AvroCodec.of(Recognition.class)).isNotNull();
  }

  @Test
  void windowsOfOneFrontEnd_meetByNumber_inAnyInterleaving() {
    for (int k = 0; k < 4; k++) {
      pairing.first(window("s1", "f", k, 480, 1_000, "bell", 0.9f));
    }
    // The second passed over window 1, and has one more.
    for (int k : new int[] {0, 2, 3, 4}) {
      pairing.second(window("s1", "f", k, 480, 1_000, "dog", 0.9f));
    }
    pairing.finish();

    assertThat(pairs)
        .extracting(WindowPairingTest::numbers)
        .containsExactly("0 0", "1 -", "2 2", "3 3", "- 4");
  }

  @Test
  void windowsOfTwoFrontEnds_meetWhereTheirMiddlesAreNear() {
    for (int k = 0; k < 5; k++) {
      pairing.first(window("s1", "f", k, 500, 1_000, "bell", 0.9f));
      pairing.second(window("s1", "g", k, 1_000, 1_000, "bell", 0.9f));
    }
    pairing.finish();

    // Middles: 500, 1000, 1500, ... beside 500, 1500, 2500, ...; 500 apart is near enough.
    assertThat(pairs).filteredOn(WindowPair::isWhole).hasSizeGreaterThanOrEqualTo(3);
    assertThat(pairs.get(0)).matches(WindowPair::isWhole);
    assertThat(pairs.stream().filter(p -> p.first() != null)).hasSize(5);
    assertThat(pairs.stream().filter(p -> p.second() != null)).hasSize(5);
  }

  @Test
  void laterSession_waitsForNothingOfTheOneBefore() {
    pairing.first(window("s1", "f", 0, 480, 1_000, "bell", 0.9f));
    pairing.first(window("s2", "f", 0, 480, 1_000, "bell", 0.9f));
    pairing.second(window("s2", "f", 0, 480, 1_000, "bell", 0.9f));

    assertThat(pairs).extracting(WindowPairingTest::numbers).containsExactly("0 -", "0 0");
  }

  @Test
  void comparison_countsWhatIsSaid_andTheGreatestDifference() {
    Comparison comparison = new Comparison(LABELS, List.of("dog", "background"));
    Recognition bell = window("s1", "f", 0, 480, 1_000, "bell", 0.9f);
    Recognition quiet =
        Recognition.newBuilder(window("s1", "f", 0, 480, 1_000, "dog", 0.3f))
            .setAccepted(false)
            .setScores(List.of(0.3f, 0.7f))
            .build();
    comparison.add(new WindowPair(bell, quiet));
    comparison.add(new WindowPair(bell, null));
    comparison.add(new WindowPair(null, quiet));

    assertThat(comparison.windows()).isEqualTo(1);
    assertThat(comparison.same()).isZero();
    assertThat(comparison.onlyFirst()).isEqualTo(1);
    assertThat(comparison.onlySecond()).isEqualTo(1);
    assertThat(comparison.changes()).isEqualTo(Map.of("bell", Map.of("nothing", 1L)));
    // The background: 0.05 of the first, 0.7 of the second. The second does not know "bell".
    assertThat(comparison.worstLabel()).isEqualTo("background");
    assertThat(comparison.worstDifference()).isCloseTo(0.65, within(1e-6));
  }

  private static String numbers(WindowPair pair) {
    return number(pair.first()) + " " + number(pair.second());
  }

  private static String number(@Nullable Recognition window) {
    return window == null ? "-" : Long.toString(window.getWindowIndex());
  }

  private static Recognition window(
      String session, String frontEnd, long k, long hop, long samples, String label, float score) {
    List<Float> scores = new ArrayList<>();
    for (String each : LABELS) {
      scores.add(each.equals(label) ? score : (1 - score) / 2);
    }
    return Recognition.newBuilder()
        .setDecision(WindowDecision.ACCEPTED)
        .setLevelDbfs(null)
        .setQuality(List.of())
        .setWindowId(session + k)
        .setSourceId("porch")
        .setSessionId(session)
        .setRoute(Route.CHAMPION)
        .setFrontEndDigest(frontEnd)
        .setWindowIndex(k)
        .setFirstSampleIndex(k * hop)
        .setSampleCount(samples)
        .setSampleRateHz(16_000)
        .setStartTimeMicros(0)
        .setEndTimeMicros(0)
        .setModelDigest("m")
        .setModelVersion(1)
        .setAliasGeneration(1)
        .setLabel(label)
        .setScore(score)
        .setThreshold(0.5f)
        .setAccepted(true)
        .setScores(scores)
        .build();
  }
}
