package dev.argand.inference;

import dev.argand.schemas.AliasFold;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Rollout;
import dev.argand.schemas.Succession;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.ModelAnnouncement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code model.aliases} and {@code models} have said so far. A record that cannot be read
 * changes nothing; every reader skips the same ones.
 */
final class AliasLog {
  private static final Logger log = LoggerFactory.getLogger(AliasLog.class);

  private final AvroCodec<AliasEvent> events = AvroCodec.of(AliasEvent.class);
  private final AvroCodec<ModelAnnouncement> announcements = AvroCodec.of(ModelAnnouncement.class);
  private final AliasFold fold = new AliasFold();
  private final Map<String, Integer> versions = new HashMap<>();
  private final Map<String, Long> named = new HashMap<>();

  /** Folds the next value of {@code model.aliases}. */
  void event(byte[] value) {
    try {
      AliasEvent event = events.decode(value);
      long before = fold.generation();
      fold.apply(event);
      String digest = event.getDigest();
      if (digest != null && fold.generation() > before) {
        named.put(digest, fold.generation());
      }
    } catch (WireFormatException e) {
      log.warn("An alias event cannot be read and counts for nothing: {}", e.getMessage());
    }
  }

  /** Notes the next value of {@code models}. */
  void announcement(byte[] value) {
    try {
      ModelAnnouncement announced = announcements.decode(value);
      versions.put(announced.getDigest(), announced.getVersion());
    } catch (WireFormatException e) {
      log.warn("A model announcement cannot be read and is ignored: {}", e.getMessage());
    }
  }

  /** Digest that the champion alias names. */
  Optional<String> champion() {
    return fold.digest(AliasFold.CHAMPION);
  }

  /** A model on trial, if there is one. */
  Optional<Rollout> rollout(String alias) {
    return fold.rollout(alias);
  }

  /** How the champion came to serve, if it had not been tried. */
  Optional<Succession> succession() {
    return fold.succession();
  }

  /** The announced version, 0 when it was never announced. */
  int version(String digest) {
    return versions.getOrDefault(digest, 0);
  }

  /** The generation of the last event that named a model, under any alias; 0 before the first. */
  long namedAt(String digest) {
    return named.getOrDefault(digest, 0L);
  }

  long generation() {
    return fold.generation();
  }

  long voided() {
    return fold.voided();
  }
}
