package dev.argand.search.clip;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every meter of the cutter: name, base unit, tags and what it says. */
public enum ClipMeters {
  /** Clips cut. */
  CUT("argand.clips.cut", "clips", "Clips cut for labels"),
  /** Labels without a clip. */
  GIVEN_UP("argand.clips.given.up", "labels", "Labels whose audio could not be had", "reason"),
  /** Clips taken back. */
  WITHDRAWN("argand.clips.withdrawn", "clips", "Clips taken back with their labels"),
  /** Labels that are no labels. */
  POISON("argand.clips.poison", "records", "Records on labels that are no label"),
  /** Labels on their way. */
  PENDING("argand.clips.pending", "labels", "Labels whose audio is looked for or waited for");

  private final String meterName;
  private final String baseUnit;
  private final String description;
  private final List<String> tagKeys;

  ClipMeters(String meterName, String baseUnit, String description, String... tagKeys) {
    this.meterName = meterName;
    this.baseUnit = baseUnit;
    this.description = description;
    this.tagKeys = List.of(tagKeys);
  }

  /** Micrometer's dotted name. */
  public String meterName() {
    return meterName;
  }

  /** Base unit. */
  public String baseUnit() {
    return baseUnit;
  }

  /** One line for people. */
  public String description() {
    return description;
  }

  /** Keys of the tags. */
  public List<String> tagKeys() {
    return tagKeys;
  }

  /** Registers every counter at 0, so that what has not happened yet is seen as such. */
  static void registerAll(MeterRegistry registry) {
    for (ClipMeters counter : List.of(CUT, WITHDRAWN, POISON)) {
      counter.counter(registry, null);
    }
    for (Outcome.Reason reason : Outcome.Reason.values()) {
      GIVEN_UP.counter(registry, reason.tag());
    }
  }

  /** The counter, with a value for its tag if it has one. */
  Counter counter(MeterRegistry registry, @Nullable String tag) {
    Counter.Builder counter =
        Counter.builder(meterName).baseUnit(baseUnit).description(description);
    return (tag == null ? counter : counter.tag(tagKeys.get(0), tag)).register(registry);
  }
}
