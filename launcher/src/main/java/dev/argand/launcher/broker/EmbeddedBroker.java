package dev.argand.launcher.broker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.argand.runtime.Lifecycle;
import dev.argand.runtime.PortTakenException;
import dev.argand.runtime.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.slf4j.LoggerFactory;

/**
 * One Kafka broker, which is its own controller, inside this JVM.
 *
 * <p>It listens on 127.0.0.1 only, creates no topic by itself, and keeps its data: a later start on
 * the same folder, on any port, has every topic and record. Like any broker it ends the process
 * when its disk fails. Start takes about two seconds and 250 MB.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String CLIENTS = "CLIENTS";
  private static final String CONTROLLER = "CONTROLLER";
  private static final String CONTROLLER_APIS = "kafka.server.ControllerApis";

  private final Lifecycle parts;
  private final int port;

  private EmbeddedBroker(Lifecycle parts, int port) {
    this.parts = parts;
    this.port = port;
  }

  /**
   * Starts a broker and returns once it answers.
   *
   * @param dataFolder its data; made if it is missing
   * @param port where clients connect; 0 for any free one
   * @throws PortTakenException if another process listens on the port
   * @throws BrokerFolderException if another broker has the folder, or it cannot be used
   */
  public static EmbeddedBroker start(Path dataFolder, int port) throws IOException {
    Ports.requireFree(HOST, port);
    int clientPort = port == 0 ? Ports.free(HOST) : port;
    int controllerPort = Ports.free(HOST);
    Lifecycle parts = new Lifecycle();
    try {
      BrokerFolder folder = parts.own("broker folder", BrokerFolder.open(dataFolder));
      folder.formatOnce(HOST, controllerPort, CONTROLLER);
      KafkaRaftServer server =
          new KafkaRaftServer(
              KafkaConfig.fromProps(configs(folder.logs(), clientPort, controllerPort)),
              Time.SYSTEM);
      parts.own("broker", () -> stop(server));
      server.startup();
      return new EmbeddedBroker(parts, clientPort);
    } catch (IOException | RuntimeException e) {
      parts.close();
      // The port may have been taken since it was asked for.
      Ports.requireFree(HOST, clientPort);
      throw e;
    }
  }

  /** What clients are given: {@code 127.0.0.1:PORT}. */
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  /** The port for clients. */
  public int port() {
    return port;
  }

  /** Stops the broker in order and gives its folder back. A second call does nothing. */
  @Override
  public void close() {
    parts.close();
  }

  /**
   * A controller registers itself, by a request to itself, some time after its start. One that is
   * stopped before then refuses its own request and logs that as an error over many lines. Kafka
   * itself closes its parts in this order, and does not say when the registration is done: there is
   * nothing to wait for, so the one logger is silent meanwhile.
   */
  private static void stop(KafkaRaftServer server) {
    if (!(LoggerFactory.getLogger(CONTROLLER_APIS) instanceof Logger logger)) {
      stopNow(server);
      return;
    }
    Level before = logger.getLevel();
    logger.setLevel(Level.OFF);
    try {
      stopNow(server);
    } finally {
      logger.setLevel(before);
    }
  }

  private static void stopNow(KafkaRaftServer server) {
    server.shutdown();
    server.awaitShutdown();
  }

  private static Properties configs(Path logs, int clientPort, int controllerPort) {
    Properties configs = new Properties();
    configs.putAll(identity(logs, clientPort, controllerPort));
    configs.putAll(ONE_BROKER);
    configs.putAll(SMALL);
    return configs;
  }

  private static Map<String, String> identity(Path logs, int clientPort, int controllerPort) {
    String clients = CLIENTS + "://" + HOST + ":" + clientPort;
    String controller = HOST + ":" + controllerPort;
    return Map.of(
        "process.roles",
        "broker,controller",
        "node.id",
        Integer.toString(BrokerFolder.NODE_ID),
        "log.dirs",
        logs.toString(),
        "listeners",
        clients + "," + CONTROLLER + "://" + controller,
        "advertised.listeners",
        clients + "," + CONTROLLER + "://" + controller,
        "listener.security.protocol.map",
        CLIENTS + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT",
        "controller.listener.names",
        CONTROLLER,
        "inter.broker.listener.name",
        CLIENTS,
        "controller.quorum.bootstrap.servers",
        controller);
  }

  /** There is nobody to replicate to or to wait for; a restart after a kill takes 2 s, not 12. */
  private static final Map<String, String> ONE_BROKER =
      Map.of(
          "offsets.topic.replication.factor", "1",
          "transaction.state.log.replication.factor", "1",
          "transaction.state.log.min.isr", "1",
          "share.coordinator.state.topic.replication.factor", "1",
          "share.coordinator.state.topic.min.isr", "1",
          "auto.create.topics.enable", "false",
          "group.initial.rebalance.delay.ms", "0",
          "controlled.shutdown.enable", "true",
          "broker.session.timeout.ms", "2000",
          "broker.heartbeat.interval.ms", "500");

  /**
   * A broker beside its clients in one JVM: few threads, small buffers, prompt retention; a
   * transaction that a killed client left open holds readers for its timeout and not ten seconds
   * more.
   */
  private static final Map<String, String> SMALL =
      Map.of(
          "num.network.threads", "2",
          "num.io.threads", "4",
          "offsets.topic.num.partitions", "4",
          "transaction.state.log.num.partitions", "4",
          "log.cleaner.dedupe.buffer.size", "8388608",
          "log.index.size.max.bytes", "1048576",
          "log.retention.check.interval.ms", "60000",
          "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000",
          "message.max.bytes", "2162688");
}
