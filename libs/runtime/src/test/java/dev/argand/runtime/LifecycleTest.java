package dev.argand.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LifecycleTest {
  private final List<String> closed = new ArrayList<>();

  @Test
  void close_isInReverseOrderAndOnce() {
    Lifecycle lifecycle = new Lifecycle();
    lifecycle.own("a", part("a"));
    lifecycle.own("b", part("b"));

    lifecycle.close();
    lifecycle.close();

    assertThat(closed).containsExactly("b", "a");
  }

  @Test
  void close_afterAFailure_goesOn() {
    Lifecycle lifecycle = new Lifecycle();
    lifecycle.own("a", part("a"));
    lifecycle.own(
        "b",
        () -> {
          throw new IllegalStateException("expected in this test");
        });

    lifecycle.close();

    assertThat(closed).containsExactly("a");
  }

  @Test
  void own_afterClose_closesThePartAtOnce() {
    Lifecycle lifecycle = new Lifecycle();
    lifecycle.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> lifecycle.own("late", part("late")))
        .withMessageContaining("late");
    assertThat(closed).containsExactly("late");
  }

  private AutoCloseable part(String name) {
    return () -> closed.add(name);
  }
}
