package dev.argand.runtime;

/** A topic exists with another number of partitions than it must have. */
public final class TopicMismatchException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  TopicMismatchException(String topic, int expected, int actual) {
    super(
        ("topic %s must have %d partitions, has %d: records of a key would change partition, so the"
                + " count is never changed; use another topic prefix, or delete the topic")
            .formatted(topic, expected, actual));
  }
}
