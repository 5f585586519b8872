package dev.argand.search.clip;

import dev.argand.runtime.DeclaredMeter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Every meter of the cutter: name, base unit, tags and what it says. */
public enum ClipMeters implements DeclaredMeter {
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

  private final Facts facts;

  ClipMeters(String meterName, String baseUnit, String description, String... tagKeys) {
    this.facts = Facts.of(meterName, baseUnit, description, tagKeys);
  }

  @Override
  public Facts facts() {
    return facts;
  }

  /** Registers every counter at 0, so that what has not happened yet is seen as such. */
  static void registerAll(MeterRegistry registry) {
    for (ClipMeters counter : List.of(CUT, WITHDRAWN, POISON)) {
      counter.counter(registry);
    }
    for (Outcome.Reason reason : Outcome.Reason.values()) {
      GIVEN_UP.counter(registry, reason.tag());
    }
  }
}
