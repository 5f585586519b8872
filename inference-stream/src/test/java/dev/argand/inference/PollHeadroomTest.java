package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class PollHeadroomTest {
  private final Map<MetricName, Metric> metrics = new HashMap<>();
  private final PollHeadroom headroom = new PollHeadroom(() -> metrics, 300_000);

  @Test
  void slowestThread_counts() {
    add("app-StreamThread-1-consumer", "time-between-poll-max", 3_000.0);
    add("app-StreamThread-2-consumer", "time-between-poll-max", 30_000.0);

    assertThat(headroom.getAsDouble()).isCloseTo(0.9, within(1e-12));
  }

  @Test
  void threadThatIsStuck_countsBeforeItsNextPoll() {
    add("app-StreamThread-1-consumer", "time-between-poll-max", 100.0);
    add("app-StreamThread-1-consumer", "last-poll-seconds-ago", 150);

    assertThat(headroom.getAsDouble()).isCloseTo(0.5, within(1e-12));
    add("app-StreamThread-1-consumer", "last-poll-seconds-ago", 400);
    assertThat(headroom.getAsDouble()).isZero();
  }

  @Test
  void beforeTheFirstPoll_allOfItIsLeft() {
    add("app-StreamThread-1-consumer", "time-between-poll-max", Double.NaN);
    add("app-StreamThread-1-consumer", "last-poll-seconds-ago", -1);
    add("app-StreamThread-1-restore-consumer", "last-poll-seconds-ago", 9_000);

    assertThat(headroom.getAsDouble()).isEqualTo(1);
  }

  private void add(String client, String name, Number value) {
    MetricName key = new MetricName(name, "consumer-metrics", "", Map.of("client-id", client));
    metrics.put(
        key,
        new Metric() {
          @Override
          public MetricName metricName() {
            return key;
          }

          @Override
          public Object metricValue() {
            return value;
          }
        });
  }
}
