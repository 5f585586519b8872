package dev.argand.search.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import org.junit.jupiter.api.Test;

class AudioBudgetTest {
  private static final PcmFormat MONO = new PcmFormat(16_000, 1, PcmEncoding.S16LE);
  private static final PcmFormat ARRAY = new PcmFormat(96_000, 8, PcmEncoding.S24LE);

  private final AudioBudget budget = new AudioBudget();

  @Test
  void tenMinutesOfAudio_areTheMost() {
    budget.learn("porch", MONO);
    for (int i = 0; i < 20; i++) {
      assertThat(budget.isFull()).isFalse();
      budget.take("c" + i, "porch", 30L * 16_000, 16_000);
    }
    assertThat(budget.isFull()).isFalse();
    budget.take("one more", "porch", 16_000, 16_000);
    assertThat(budget.isFull()).isTrue();
    budget.release("c0");
    assertThat(budget.isFull()).isFalse();
  }

  /**
   * Half a minute of eight channels at 96 kHz and 24 bits is 69 MB; ten minutes would be 1.4 GB.
   */
  @Test
  void bytes_areBounded_whereASampleHasMany() {
    budget.learn("array", ARRAY);
    for (int i = 0; i < 4; i++) {
      assertThat(budget.isFull()).isFalse();
      budget.take("c" + i, "array", 30L * 96_000, 96_000);
    }
    assertThat(budget.isFull()).isTrue();
  }

  @Test
  void sourceThatNoClipWasCutOf_isTakenToSendMuch() {
    int clips = 0;
    for (; !budget.isFull(); clips++) {
      budget.take("c" + clips, "unknown", 30L * 48_000, 48_000);
    }
    assertThat(clips).isEqualTo(6); // 46 MB each
  }

  @Test
  void clipThatIsAskedForAnew_countsOnce_andNothingIsLeftOfWhatWent() {
    for (int i = 0; i < 1_000; i++) {
      budget.take("same", "array", 30L * 96_000 + i, 96_000);
    }
    assertThat(budget.isFull()).isFalse();
    budget.learn("array", ARRAY);
    budget.release("same");
    budget.release("same");
    // What went took nothing along: the bound is where it was.
    bytes_areBounded_whereASampleHasMany();
  }
}
