package dev.argand.launcher;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.Decision;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import org.apache.avro.specific.SpecificRecord;

/** The moments of a run at which {@link CircleChild} can die, in the order of a run. */
enum Death {
  DECIDED(Topic.SEARCH_REQUESTS, true),
  STARTED(Topic.SEARCH_PROGRESS, true),
  /** The bundle is in the run's folder, and nobody knows of it. */
  TRAINED(Topic.MODELS, false),
  ANNOUNCED(Topic.MODELS, true),
  JUDGING(Topic.SEARCH_PROGRESS, true),
  /** The gate has spoken, and nobody heard it. */
  JUDGED(Topic.MODELS, false),
  VERDICT_TOLD(Topic.MODELS, true),
  PROMOTED(Topic.MODEL_ALIASES, true),
  ENDED(Topic.SEARCH_PROGRESS, true);

  private final Topic topic;
  private final boolean isAfter;

  Death(Topic topic, boolean isAfter) {
    this.topic = topic;
    this.isAfter = isAfter;
  }

  /** Whether it comes once the record was acknowledged, or else before it is sent. */
  boolean isAfter() {
    return isAfter;
  }

  /** Whether it comes with a record. */
  boolean isAt(String topicName, byte[] value) {
    if (!topicName.equals(topic.topicName(""))) {
      return false;
    }
    return switch (this) {
      case DECIDED -> decode(SearchDecision.class, value).getDecision() == Decision.START;
      case STARTED -> state(value) == RunState.STARTED;
      case TRAINED, ANNOUNCED -> decode(ModelAnnouncement.class, value).getGate() == null;
      case JUDGING -> state(value) == RunState.JUDGING;
      case JUDGED, VERDICT_TOLD -> decode(ModelAnnouncement.class, value).getGate() != null;
      case PROMOTED -> true;
      case ENDED -> state(value) == RunState.PROMOTED;
    };
  }

  private static RunState state(byte[] value) {
    return decode(SearchProgress.class, value).getState();
  }

  private static <T extends SpecificRecord> T decode(Class<T> type, byte[] value) {
    try {
      return AvroCodec.of(type).decode(value);
    } catch (WireFormatException e) {
      throw new IllegalStateException(e);
    }
  }
}
