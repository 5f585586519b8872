package dev.argand.search.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelMapTest {
  private static final List<String> NOW = List.of("background", "bell", "whistle", "hiss");

  @Test
  void modelWithMoreLabels_orInAnotherOrder_needsNoWord() {
    assertThat(LabelMap.NONE.refusal(NOW, List.of("hiss", "whistle", "bell", "background", "dog")))
        .isEmpty();
    assertThat(LabelMap.NONE.refusal(List.of(), NOW)).isEmpty();
    assertThat(LabelMap.NONE.words()).isEmpty();
  }

  @Test
  void modelThatLacksLabels_isRefusedByName_untilEachHasAWord() {
    List<String> then = List.of("background", "bell", "whistling");
    assertThat(LabelMap.NONE.refusal(NOW, then).orElseThrow())
        .startsWith("has no label whistle, hiss, which the champion has");
    assertThat(LabelMap.parse(List.of("whistle=whistling")).refusal(NOW, then).orElseThrow())
        .startsWith("has no label hiss,");

    LabelMap whole = LabelMap.parse(List.of("whistle=whistling", "hiss="));
    assertThat(whole.refusal(NOW, then)).isEmpty();
    assertThat(whole.words()).isEqualTo(" (labels: hiss=, whistle=whistling)");
  }

  @Test
  void mapThatDoesNotFit_isRefused() {
    List<String> then = List.of("background", "bell", "whistling", "hiss");
    for (String pair : List.of("whistle=whistel", "bell=hiss", "gone=bell")) {
      LabelMap map = LabelMap.parse(List.of("whistle=whistling"));
      LabelMap wrong = LabelMap.parse(List.of(pair));
      assertThat(map.refusal(NOW, then)).isEmpty();
      assertThat(wrong.refusal(NOW, then)).as(pair).isPresent();
    }
    assertThat(
            LabelMap.parse(List.of("whistle=whistling", "bell=hiss"))
                .refusal(NOW, then)
                .orElseThrow())
        .contains("does not fit the map bell=hiss", "[whistle]");
  }

  @Test
  void textThatIsNoPair_isRefused() {
    for (List<String> pairs : List.of(List.of("whistle"), List.of("=x"), List.of("a=b", "a=c"))) {
      assertThatThrownBy(() -> LabelMap.parse(pairs))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be OLD=NEW");
    }
  }
}
