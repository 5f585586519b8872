package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RestartBudgetTest {
  @Test
  void take_isLimitedWithinTheWindow_andRecovers() {
    ManualClock clock = new ManualClock(Instant.EPOCH);
    RestartBudget budget = new RestartBudget(2, Duration.ofMinutes(10), clock);

    assertThat(budget.take()).isTrue();
    clock.advance(Duration.ofMinutes(6));
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isFalse();
    clock.advance(Duration.ofMinutes(5));
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isFalse();
  }
}
