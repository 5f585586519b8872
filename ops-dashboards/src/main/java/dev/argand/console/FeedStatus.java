package dev.argand.console;

import dev.argand.schemas.Topic;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether topics are being read, for the page to say when what it shows is old. Thread-safe. */
final class FeedStatus {
  private static final Logger log = LoggerFactory.getLogger(FeedStatus.class);

  /**
   * What the page shows of the reading itself.
   *
   * @param connected Kafka answers every reader
   * @param unreadable records that could not be read since the start
   */
  record View(boolean connected, long unreadable) {}

  private final Map<String, Boolean> connected = new ConcurrentHashMap<>();
  private final Map<Topic, AtomicLong> unreadable = new ConcurrentHashMap<>();

  void connected(String reader, boolean isConnected) {
    connected.put(reader, isConnected);
  }

  /** Counts a record that cannot be read; the first of a topic is logged. */
  void unreadable(Topic topic, String reason) {
    long before = unreadable.computeIfAbsent(topic, t -> new AtomicLong()).getAndIncrement();
    if (before == 0) {
      log.warn("A record of {} cannot be read and is left out: {}", topic, reason);
    }
  }

  View view() {
    return new View(
        !connected.isEmpty() && connected.values().stream().allMatch(is -> is),
        unreadable.values().stream().mapToLong(AtomicLong::get).sum());
  }
}
