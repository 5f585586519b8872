package dev.argand.search.clip;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.schemas.avro.ClipKind;
import dev.argand.schemas.avro.Label;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/** What stands on {@code clips} of labels: the newest of each. */
final class KnownClips {
  private static final AvroCodec<ClipCut> CLIPS = AvroCodec.of(ClipCut.class);

  private final Map<String, ClipCut> byLabel = new HashMap<>();

  /** Reads the topic to its present end. */
  static KnownClips read(Consumer<String, byte[]> consumer, String topic) {
    KnownClips known = new KnownClips();
    ClipsTopic.read(consumer, topic, known::fold);
    return known;
  }

  private void fold(String labelId, byte @Nullable [] value) {
    if (value == null) {
      byLabel.remove(labelId);
      return;
    }
    try {
      ClipCut cut = CLIPS.decode(value);
      if (cut.getKind() == ClipKind.LABEL) {
        byLabel.put(labelId, cut);
      }
    } catch (WireFormatException e) {
      // Cut again: the record is replaced by one that can be read.
      byLabel.remove(labelId);
    }
  }

  /** Whether a label's clip was cut and announced already. */
  boolean isDone(Label label) {
    ClipCut known = byLabel.get(label.getLabelId());
    return known != null
        && known.getLabelledAtMicros() == label.getAtMicros()
        && known.getSourceId().equals(label.getSourceId())
        && known.getLabel().equals(label.getLabel());
  }

  /** The known clip of a label of the very same samples, which need not be cut again. */
  @Nullable ClipCut sameSamples(Label label, Stretch stretch) {
    ClipCut known = byLabel.get(label.getLabelId());
    return known != null
            && stretch instanceof Stretch.Samples samples
            && known.getSourceId().equals(label.getSourceId())
            && known.getSessionId().equals(samples.sessionId())
            && known.getFirstSampleIndex() == samples.first()
            && known.getEndSampleIndex() == samples.end()
        ? known
        : null;
  }

  boolean has(String labelId) {
    return byLabel.containsKey(labelId);
  }

  void put(ClipCut cut) {
    byLabel.put(cut.getLabelId(), cut);
  }

  void remove(String labelId) {
    byLabel.remove(labelId);
  }
}
