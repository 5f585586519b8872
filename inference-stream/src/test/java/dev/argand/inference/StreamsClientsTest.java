package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamsClientsTest {
  private static final Map<String, Object> GIVEN =
      Map.of(
          "transactional.id", "app-5f0c1a52-8a39-4b0e-9c69-4d6f3f2b8a11-3",
          "acks", "all");

  @Test
  void namedInstance_keepsItsTransactionalIds() {
    assertThat(new StreamsClients("app", "cellar").lasting(GIVEN))
        .isEqualTo(Map.of("transactional.id", "app-cellar-3", "acks", "all"));
  }

  @Test
  void namelessInstance_keepsWhatStreamsGave() {
    assertThat(new StreamsClients("app", null).lasting(GIVEN)).isEqualTo(GIVEN);
  }
}
