package dev.argand.launcher;

import static org.awaitility.Awaitility.await;

import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.Recognition;
import java.time.Duration;
import java.util.List;

/** Reads what is committed of {@code recognitions}, from its beginning. */
final class RecognitionReader extends CommittedReader<Recognition> {
  RecognitionReader(String bootstrapServers, String topicPrefix) {
    super(bootstrapServers, topicPrefix, Topic.RECOGNITIONS, Recognition.class);
  }

  /** Everything that has been read, once it is so much. */
  List<Recognition> awaitSome(int atLeast, Duration patience) {
    await().atMost(patience).until(() -> poll(Duration.ofMillis(100)).size() >= atLeast);
    return List.copyOf(poll(Duration.ZERO));
  }
}
