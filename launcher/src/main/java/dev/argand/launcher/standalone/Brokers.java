package dev.argand.launcher.standalone;

import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.runtime.KafkaConfigs;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;

/** Asks whether Kafka answers, before work that would wait for it for long. */
public final class Brokers {
  private static final int ANSWER_WITHIN_MS = 5_000;

  private Brokers() {}

  /**
   * Returns if a broker answers within five seconds.
   *
   * @throws CommandFailure saying that none does
   */
  public static void requireReachable(String bootstrapServers)
      throws CommandFailure, InterruptedException {
    try (Admin admin = Admin.create(KafkaConfigs.admin(bootstrapServers, "argand-probe"))) {
      admin
          .describeCluster(new DescribeClusterOptions().timeoutMs(ANSWER_WITHIN_MS))
          .clusterId()
          .get();
    } catch (ExecutionException e) {
      throw CommandFailure.failed(
          "no Kafka answers at %s within %d s"
              .formatted(bootstrapServers, ANSWER_WITHIN_MS / 1000));
    } catch (KafkaException e) {
      throw CommandFailure.usage(
          "Kafka's addresses must be host:port of hosts that are known, separated by commas, was \"%s\""
              .formatted(bootstrapServers));
    }
  }
}
