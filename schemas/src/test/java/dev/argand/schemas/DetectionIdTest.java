package dev.argand.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class DetectionIdTest {
  @Test
  void of_encodesWhatCouldHoldASlash() {
    assertThat(DetectionId.of("hall/1 é", "s", "glass/break", Samples.FRONT_END, 7))
        .isEqualTo("hall%2F1+%C3%A9/s/glass%2Fbreak/0123456789abcdef/7");
  }

  @Test
  void sourceOf_givesTheSourceBack() {
    assertThat(DetectionId.sourceOf(DetectionId.of("hall/1 é", "s", "dog", Samples.FRONT_END, 0)))
        .isEqualTo("hall/1 é");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DetectionId.sourceOf("dog"))
        .withMessageContaining("\"dog\"");
  }

  @Test
  void of_aMissingPart_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DetectionId.of("hall", "a/b", "dog", Samples.FRONT_END, 0))
        .withMessageContaining("a/b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DetectionId.of("hall", "s", "", Samples.FRONT_END, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DetectionId.of("hall", "s", "dog", "0123", 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DetectionId.of("hall", "s", "dog", Samples.FRONT_END, -1));
  }
}
