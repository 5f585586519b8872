package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InferenceMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final InferenceMetrics metrics = new InferenceMetrics(registry);

  @Test
  void labels_beyondTheLimit_areCountedTogether() {
    for (int i = 0; i < 150; i++) {
      metrics.recognised("label-" + i, true, 1_000);
    }
    metrics.recognised("label-3", false, 1_000);

    Set<String> labels = new HashSet<>();
    registry
        .find("argand.recognitions")
        .counters()
        .forEach(counter -> labels.add(counter.getId().getTag("label")));
    assertThat(labels).hasSize(101).contains("other");
    assertThat(
            registry
                .get("argand.recognitions")
                .tags("label", "other", "accepted", "true")
                .counter()
                .count())
        .isEqualTo(50);
    metrics.detected("label-140");
    assertThat(registry.get("argand.detections").tag("label", "other").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("argand.recognition.latency").timer().count()).isEqualTo(151);
  }

  @Test
  void everyMeter_isRegisteredWithItsTags() {
    metrics.recognised("bell", true, 0);
    metrics.lag(3, 250);
    metrics.inUse(new Champion(new FakeModel("digest", Rig.SMALL), 1, 1));

    for (InferenceMeters declared : InferenceMeters.values()) {
      assertThat(registry.find(declared.meterName()).meters())
          .as(declared.meterName())
          .isNotEmpty()
          .allSatisfy(meter -> assertThat(keys(meter)).hasSameElementsAs(declared.tagKeys()));
    }
  }

  private static Set<String> keys(Meter meter) {
    Set<String> keys = new HashSet<>();
    for (Tag tag : meter.getId().getTags()) {
      keys.add(tag.getKey());
    }
    return keys;
  }
}
