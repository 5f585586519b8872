package dev.argand.runtime;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a meter's name to the tag names that it was first registered with. Prometheus cannot sum
 * series of one name whose labels differ, and Micrometer lets them through.
 *
 * <p>Micrometer's binder of Kafka's own meters is left alone: it finds out about tags late, and
 * itself replaces a meter that has fewer of them.
 */
final class OneTagSetPerName implements MeterFilter {
  private static final Logger log = LoggerFactory.getLogger(OneTagSetPerName.class);

  private final Map<String, List<String>> tagNames = new ConcurrentHashMap<>();

  @Override
  public MeterFilterReply accept(Meter.Id id) {
    if (id.getName().startsWith("kafka.")) {
      return MeterFilterReply.NEUTRAL;
    }
    List<String> given = id.getTags().stream().map(Tag::getKey).toList();
    List<String> first = tagNames.computeIfAbsent(id.getName(), name -> given);
    if (first.equals(given)) {
      return MeterFilterReply.NEUTRAL;
    }
    log.error("Meter {} is not exported: it has tags {}, {} were expected", id, given, first);
    return MeterFilterReply.DENY;
  }
}
