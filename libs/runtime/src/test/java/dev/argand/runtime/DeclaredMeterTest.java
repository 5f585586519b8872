package dev.argand.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

final class DeclaredMeterTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final DeclaredMeter eaten =
      () -> DeclaredMeter.Facts.of("zoo.eaten", "fish", "Fish eaten", "animal", "keeper");
  private final DeclaredMeter share =
      () -> DeclaredMeter.Facts.of("zoo.share", "", "Share, 0 to 1");

  @Test
  void counter_hasWhatIsDeclared_andIsTheSameAgain() {
    Counter counter = eaten.counter(registry, "seal", "ann");
    eaten.counter(registry, "seal", "ann").increment();

    assertThat(counter.count()).isEqualTo(1);
    assertThat(counter.getId().getName()).isEqualTo("zoo.eaten");
    assertThat(counter.getId().getBaseUnit()).isEqualTo("fish");
    assertThat(counter.getId().getDescription()).isEqualTo("Fish eaten");
    assertThat(counter.getId().getTags())
        .containsExactlyElementsOf(Tags.of("animal", "seal", "keeper", "ann"));
  }

  @Test
  void gauge_ofAPlainNumber_hasNoUnit() {
    Gauge gauge = share.gauge(0.5, Double::doubleValue).strongReference(true).register(registry);

    assertThat(gauge.value()).isEqualTo(0.5);
    assertThat(gauge.getId().getBaseUnit()).isNull();
  }

  @Test
  void tags_ofAnotherNumber_areRefused() {
    assertThatThrownBy(() -> eaten.counter(registry, "seal"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("zoo.eaten must have a value for each tag of [animal, keeper], had [seal]");
  }
}
