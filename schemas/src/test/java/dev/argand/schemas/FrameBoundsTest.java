package dev.argand.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FrameBoundsTest {
  @Test
  void id_isCountedInBytes_notInCharacters() {
    assertThat(FrameBounds.id("sourceId", "x".repeat(512))).isEmpty();
    assertThat(FrameBounds.id("sourceId", "門".repeat(170))).isEmpty();
    assertThat(FrameBounds.id("sourceId", "門".repeat(171)))
        .contains(
            "sourceId must have 1 to 512 bytes in UTF-8, has 513: \"" + "門".repeat(40) + "...\"");
    assertThat(FrameBounds.id("sessionId", ""))
        .contains("sessionId must have 1 to 512 bytes in UTF-8, has 0: \"\"");
  }

  @Test
  void rateAndChannels_haveTheirBounds_bothIncluded() {
    assertThat(FrameBounds.rate(1_000)).isEmpty();
    assertThat(FrameBounds.rate(384_000)).isEmpty();
    assertThat(FrameBounds.rate(999)).contains("sampleRateHz must be in [1000, 384000], was 999");
    assertThat(FrameBounds.rate(384_001)).isPresent();
    assertThat(FrameBounds.channels(1)).isEmpty();
    assertThat(FrameBounds.channels(64)).isEmpty();
    assertThat(FrameBounds.channels(65)).contains("channels must be in [1, 64], were 65");
    assertThat(FrameBounds.channels(0)).isPresent();
  }
}
