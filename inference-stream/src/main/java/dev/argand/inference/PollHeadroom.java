package dev.argand.inference;

import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * How far the stream threads are from losing their partitions by polling too rarely: 1 when they
 * poll all the time, 0 when a thread has taken as long between two polls as the group allows. The
 * slowest thread counts, by its slowest poll of the last minute or the one that it is still in.
 */
final class PollHeadroom implements DoubleSupplier {
  private static final String GROUP = "consumer-metrics";
  private static final double MILLIS_PER_SECOND = 1_000;

  private final Supplier<Map<MetricName, ? extends Metric>> metrics;
  private final double allowedMillis;

  PollHeadroom(Supplier<Map<MetricName, ? extends Metric>> metrics, long allowedMillis) {
    this.metrics = metrics;
    this.allowedMillis = allowedMillis;
  }

  @Override
  public double getAsDouble() {
    double longest = 0;
    for (Map.Entry<MetricName, ? extends Metric> entry : metrics.get().entrySet()) {
      MetricName name = entry.getKey();
      if (name.group().equals(GROUP) && isStreamThread(name)) {
        longest = Math.max(longest, millis(name.name(), entry.getValue()));
      }
    }
    return Math.max(0, 1 - longest / allowedMillis);
  }

  private static double millis(String name, Metric metric) {
    double value = metric.metricValue() instanceof Number number ? number.doubleValue() : 0;
    return switch (name) {
      case "time-between-poll-max" -> number(value);
      case "last-poll-seconds-ago" -> number(value) * MILLIS_PER_SECOND;
      default -> 0;
    };
  }

  /** Kafka says NaN or -1 before the first poll. */
  private static double number(double value) {
    return Double.isFinite(value) ? Math.max(0, value) : 0;
  }

  /** Of the consumer that hears: not the one that restores, which polls only while it restores. */
  private static boolean isStreamThread(MetricName name) {
    String client = name.tags().getOrDefault("client-id", "");
    return client.endsWith("-consumer") && !client.endsWith("-restore-consumer");
  }
}
