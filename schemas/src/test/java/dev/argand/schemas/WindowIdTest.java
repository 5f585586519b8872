package dev.argand.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.argand.schemas.avro.Route;
import org.junit.jupiter.api.Test;

final class WindowIdTest {
  private static final String DIGEST = Samples.FRONT_END;

  @Test
  void of_joinsItsPartsWithSlashes() {
    assertThat(WindowId.of("yard", "17-ab", Route.CHAMPION, DIGEST, 42))
        .isEqualTo("yard/17-ab/champion/0123456789abcdef/42");
  }

  @Test
  void of_aSourceWithSlashes_keepsFiveParts() {
    assertThat(WindowId.of("a/b c", "17-ab", Route.SHADOW, DIGEST, 0))
        .isEqualTo("a%2Fb+c/17-ab/shadow/0123456789abcdef/0");
  }

  @Test
  void of_badParts_isRefusedByName() {
    refused(() -> WindowId.of("", "s", Route.CHAMPION, DIGEST, 0), "sourceId");
    refused(() -> WindowId.of("a", "s/t", Route.CHAMPION, DIGEST, 0), "sessionId");
    refused(() -> WindowId.of("a", "s", Route.UNKNOWN, DIGEST, 0), "route");
    refused(() -> WindowId.of("a", "s", Route.CHAMPION, "abc", 0), "frontEndDigest");
    refused(() -> WindowId.of("a", "s", Route.CHAMPION, DIGEST, -1), "k must");
  }

  private static void refused(Runnable call, String name) {
    assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining(name);
  }
}
