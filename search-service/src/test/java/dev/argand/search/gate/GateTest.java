package dev.argand.search.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.argand.schemas.avro.GateResult;
import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The statistic and the rule on what fake models said. */
final class GateTest {
  private static final List<String> LABELS = List.of("background", "bell", "dog", "rain");

  @Test
  void decide_sureGain_isPromoted() {
    GateResult result = Gate.decide(clips(10, 6, 0.6, 0.9, 1), 1, "c");
    assertThat(result.getPromoted()).isTrue();
    assertThat(result.getDifferenceLow()).isPositive();
    assertThat(result.getChampionDigest()).isEqualTo("c");
    assertThat(result.getClips()).isEqualTo(240);
    assertThat(result.getReason()).contains("240 held-out clips").contains("better");
  }

  @Test
  void decide_sameAnswers_keepsTheChampion() {
    List<SaidClip> clips = new ArrayList<>();
    clips(10, 6, 0.6, 0.9, 1)
        .forEach(c -> clips.add(new SaidClip(c.group(), c.meant(), c.champion(), c.champion())));
    GateResult result = Gate.decide(clips, 1, "c");
    assertThat(result.getPromoted()).isFalse();
    assertThat(result.getDifferenceLow()).isZero();
    assertThat(result.getDifferenceHigh()).isZero();
  }

  @Test
  void decide_challengerThatGuesses_isRefused() {
    assertThat(Gate.decide(clips(10, 6, 0.8, 0.25, 1), 1, "c").getPromoted()).isFalse();
  }

  @Test
  void decide_guesserAgainstTheMajority_isRefused_andALearnerPromoted() {
    assertThat(majority(clips(10, 6, 0, 0.25, 2), 1).getPromoted()).isFalse();
    assertThat(majority(clips(10, 6, 0, 0.7, 2), 1).getPromoted()).isTrue();
  }

  @Test
  void decide_gainOfOneGroupAmongMany_isNotSure() {
    // One group of ten gains all it can, the others are as they were.
    List<SaidClip> clips = new ArrayList<>();
    for (int group = 0; group < 10; group++) {
      for (String label : LABELS) {
        String challenger = group == 0 ? label : "wrong";
        clips.add(new SaidClip("g" + group, label, "wrong", challenger));
      }
    }
    GateResult result = Gate.decide(clips, 1, "c");
    assertThat(result.getChallengerAccuracy()).isCloseTo(0.1, within(1e-9));
    assertThat(result.getPromoted()).isFalse();
  }

  @Test
  void decide_newLabelOfASingleGroup_isNeverMissingFromAResample() {
    // All labels equal, but a new one that the champion does not know, from one group of 30 clips.
    List<SaidClip> clips = new ArrayList<>();
    for (SaidClip clip : clips(10, 6, 0.9, 0.9, 3)) {
      clips.add(new SaidClip(clip.group(), clip.meant(), clip.champion(), clip.champion()));
    }
    for (int i = 0; i < 30; i++) {
      clips.add(new SaidClip("porch/2026-01-01", "siren", "rain", i < 27 ? "siren" : "rain"));
    }
    GateResult result = Gate.decide(clips, 1, "c");
    assertThat(result.getPromoted()).isTrue();
    assertThat(result.getDifferenceLow()).isBetween(0.14, 0.18);
    assertThat(result.getDifferenceHigh()).isBetween(0.18, 0.2);
  }

  @Test
  void decide_noDifferenceBetweenModels_isPromotedSeldom() {
    // Two models as good as each other: a false promotion in 2.5 % of cases is what 95 % mean.
    int promoted = 0;
    int trials = 200;
    for (int trial = 0; trial < trials; trial++) {
      if (PairedBootstrap.of(clips(12, 3, 0.7, 0.7, 100 + trial), trial, 200).low() > 0) {
        promoted++;
      }
    }
    assertThat(promoted).isBetween(0, (int) (0.08 * trials));
  }

  @Test
  void of_meansOverLabelsNotClips() {
    List<SaidClip> clips = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      clips.add(new SaidClip("a" + i, "bell", "bell", "bell"));
    }
    for (int i = 0; i < 10; i++) {
      clips.add(new SaidClip("b" + i, "dog", "bell", "dog"));
    }
    PairedBootstrap compared = PairedBootstrap.of(clips, 1);
    assertThat(compared.champion()).isEqualTo(0.5);
    assertThat(compared.challenger()).isEqualTo(1);
    assertThat(compared.low()).isEqualTo(0.5);
  }

  @Test
  void of_sameSeed_isTheSame_inAnyOrder() {
    List<SaidClip> clips = clips(8, 3, 0.5, 0.6, 5);
    List<SaidClip> sorted = new ArrayList<>(clips);
    sorted.sort(java.util.Comparator.comparing(SaidClip::meant).thenComparing(SaidClip::group));
    assertThat(PairedBootstrap.of(sorted, 7).low()).isEqualTo(PairedBootstrap.of(clips, 7).low());
  }

  @Test
  void of_groupsThatStickTogether_widenTheInterval() {
    // The same answers, once as 240 independent clips and once as groups of 24 alike.
    List<SaidClip> alike = new ArrayList<>();
    List<SaidClip> apart = new ArrayList<>();
    CounterRandom random = CounterRandom.of(9);
    for (int group = 0; group < 10; group++) {
      boolean gains = random.nextDouble() < 0.5;
      for (int i = 0; i < 24; i++) {
        String said = gains ? "bell" : "rain";
        alike.add(new SaidClip("g" + group, "bell", "rain", said));
        apart.add(new SaidClip("g" + group + "/" + i, "bell", "rain", said));
      }
    }
    PairedBootstrap grouped = PairedBootstrap.of(alike, 1);
    PairedBootstrap single = PairedBootstrap.of(apart, 1);
    assertThat(grouped.high() - grouped.low()).isGreaterThan(3 * (single.high() - single.low()));
  }

  @Test
  void of_nothing_isRefused() {
    assertThatThrownBy(() -> PairedBootstrap.of(List.of(), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static GateResult majority(List<SaidClip> clips, long seed) {
    return Gate.decide(
        clips.stream()
            .map(c -> new SaidClip(c.group(), c.meant(), "background", c.challenger()))
            .toList(),
        seed,
        null);
  }

  /** Every group has clips of every label; models are right with a probability. */
  private static List<SaidClip> clips(
      int groups, int each, double champion, double challenger, long seed) {
    CounterRandom random = CounterRandom.of(seed);
    List<SaidClip> clips = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      for (String label : LABELS) {
        for (int i = 0; i < each; i++) {
          clips.add(
              new SaidClip(
                  "g" + group,
                  label,
                  say(label, champion, random),
                  say(label, challenger, random)));
        }
      }
    }
    return clips;
  }

  private static String say(String meant, double right, CounterRandom random) {
    return random.nextDouble() < right
        ? meant
        : LABELS.get(
            (LABELS.indexOf(meant) + 1 + random.nextInt(LABELS.size() - 1)) % LABELS.size());
  }
}
