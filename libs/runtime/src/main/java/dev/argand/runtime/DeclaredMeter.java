package dev.argand.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A meter that the enum of a service declares: whoever registers it, and whoever shows what there
 * is, has its name, unit and tags from there.
 */
public interface DeclaredMeter {
  /**
   * What is declared.
   *
   * @param meterName Micrometer's dotted name
   * @param baseUnit base unit, empty for a plain number
   * @param description one line for people
   * @param tagKeys keys of the tags, the same for every series of the meter
   */
  record Facts(String meterName, String baseUnit, String description, List<String> tagKeys) {
    public Facts {
      tagKeys = List.copyOf(tagKeys);
    }

    /** Of a meter with these tags. */
    public static Facts of(
        String meterName, String baseUnit, String description, String... tagKeys) {
      return new Facts(meterName, baseUnit, description, List.of(tagKeys));
    }
  }

  /** What is declared of it. */
  Facts facts();

  /** Micrometer's dotted name. */
  default String meterName() {
    return facts().meterName();
  }

  /** Base unit, empty for a plain number. */
  default String baseUnit() {
    return facts().baseUnit();
  }

  /** One line for people. */
  default String description() {
    return facts().description();
  }

  /** Keys of the tags, the same for every series of this meter. */
  default List<String> tagKeys() {
    return facts().tagKeys();
  }

  /**
   * The base unit as Micrometer wants it: Prometheus's naming would end the name of an empty unit
   * with an underscore.
   */
  default @Nullable String unitOrNull() {
    return baseUnit().isEmpty() ? null : baseUnit();
  }

  /**
   * The tags of a series.
   *
   * @param values one for each key, in the keys' order
   * @throws IllegalArgumentException if there are more or fewer
   */
  default Tags tags(String... values) {
    List<String> keys = tagKeys();
    if (values.length != keys.size()) {
      throw new IllegalArgumentException(
          "%s must have a value for each tag of %s, had %s"
              .formatted(meterName(), keys, List.of(values)));
    }
    Tags tags = Tags.empty();
    for (int i = 0; i < values.length; i++) {
      tags = tags.and(keys.get(i), values[i]);
    }
    return tags;
  }

  /** The counter of a registry, made if it is not there. */
  default Counter counter(MeterRegistry registry, String... tagValues) {
    return Counter.builder(meterName())
        .baseUnit(unitOrNull())
        .description(description())
        .tags(tags(tagValues))
        .register(registry);
  }

  /** A gauge, yet to be registered. */
  default <T> Gauge.Builder<T> gauge(T state, ToDoubleFunction<T> value, String... tagValues) {
    return Gauge.builder(meterName(), state, value)
        .baseUnit(unitOrNull())
        .description(description())
        .tags(tags(tagValues));
  }
}
