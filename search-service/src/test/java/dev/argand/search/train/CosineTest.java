package dev.argand.search.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CosineTest {
  @Test
  void rate_warmsUpThenFallsToTheLeast() {
    assertThat(Cosine.rate(1, 0.1, 0.1, 0, 100)).isCloseTo(0.1, within(1e-9));
    assertThat(Cosine.rate(1, 0.1, 0.1, 9, 100)).isCloseTo(1, within(1e-9));
    assertThat(Cosine.rate(1, 0.1, 0.1, 54, 100)).isCloseTo(0.55, within(1e-9));
    assertThat(Cosine.rate(1, 0.1, 0.1, 99, 100)).isCloseTo(0.1, within(1e-9));
  }
}
