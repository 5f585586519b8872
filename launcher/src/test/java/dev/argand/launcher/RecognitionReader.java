package dev.argand.launcher;

import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.Recognition;

/** Reads what is committed of {@code recognitions}, from its beginning. */
final class RecognitionReader extends CommittedReader<Recognition> {
  RecognitionReader(String bootstrapServers, String topicPrefix) {
    super(bootstrapServers, topicPrefix, Topic.RECOGNITIONS, Recognition.class);
  }
}
