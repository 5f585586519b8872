package dev.argand.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class FrontEndTest {
  private static final FrontEnd FRONT_END = FrontEnd.oneSecond();

  @Test
  void oneSecond_is32BandsBy32Frames() {
    assertThat(FRONT_END.frames()).isEqualTo(32);
    assertThat(FRONT_END.framesPerHop()).isEqualTo(16);
    assertThat(FRONT_END.featureLength()).isEqualTo(2 * 32 * 32);
  }

  @Test
  void windowsMapToSourceSamples_outwards() {
    assertThat(FRONT_END.sourceStart(1, 44_100)).isEqualTo(21_168);
    assertThat(FRONT_END.sourceEnd(0, 44_100)).isEqualTo(44_100);
    assertThat(FRONT_END.sourceStart(1, 11_025)).isEqualTo(5_292);
    // 32 / 3 = 10.67 is rounded down, 64 / 3 = 21.33 up: the window's samples are all covered.
    FrontEnd odd = new FrontEnd(3_000, 64, 32, 32, 16, 2, 100, 1_500, 1);
    assertThat(odd.sourceStart(1, 1_000)).isEqualTo(10);
    assertThat(odd.sourceEnd(0, 1_000)).isEqualTo(22);
  }

  @Test
  void firstWindowFromAndWindowsWithin_agreeWithTheMapping() {
    for (int rate : new int[] {8_000, 11_025, 16_000, 44_100}) {
      CounterRandom random = CounterRandom.of(rate);
      for (int i = 0; i < 50; i++) {
        long sample = i == 0 ? 0 : random.nextInt(1_000_000);
        long first = FRONT_END.firstWindowFrom(sample, rate);
        assertThat(FRONT_END.sourceStart(first, rate)).isGreaterThanOrEqualTo(sample);
        assertThat(first == 0 || FRONT_END.sourceStart(first - 1, rate) < sample).isTrue();
        long within = FRONT_END.windowsWithin(sample, rate);
        assertThat(within == 0 || FRONT_END.sourceEnd(within - 1, rate) <= sample).isTrue();
        assertThat(FRONT_END.sourceEnd(within, rate)).isGreaterThan(sample);
      }
    }
  }

  @Test
  void digest_dependsOnEveryComponent() {
    FrontEnd other = new FrontEnd(16_000, 16_000, 7_680, 1_024, 480, 32, 40, 8_000, 11);
    assertThat(FRONT_END.digest()).hasSize(64).isEqualTo(FrontEnd.oneSecond().digest());
    assertThat(other.digest()).isNotEqualTo(FRONT_END.digest());
  }

  @Test
  void digest_isTheSameWherePeopleWriteOtherDigits() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("fa-IR"));
      assertThat("%d".formatted(1)).isNotEqualTo("1");
      assertThat(FRONT_END.digest()).startsWith("7981bc");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void hopThatIsNoWholeNumberOfFrames_isRefused() {
    assertThatThrownBy(() -> new FrontEnd(16_000, 16_000, 8_000, 1_024, 480, 32, 40, 8_000, 10))
        .hasMessageContaining("whole number of STFT hops of 480")
        .hasMessageContaining("was 8000");
  }
}
