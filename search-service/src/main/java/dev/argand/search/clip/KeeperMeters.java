package dev.argand.search.clip;

import dev.argand.runtime.DeclaredMeter;

/** Every meter of the keeper: name, base unit, tags and what it says. */
public enum KeeperMeters implements DeclaredMeter {
  /** Clips kept. */
  KEPT("argand.clips.kept", "clips", "Clips of heard audio that were cut and kept", "kind"),
  /** Clips that could not be kept. */
  LOST("argand.clips.lost", "clips", "Clips asked for that could not be kept", "reason"),
  /** Clips that went. */
  EVICTED(
      "argand.clips.evicted",
      "clips",
      "Clips that grew too old, made room, or lost their file",
      "kind",
      "reason"),
  /** Requests that are none. */
  UNREADABLE("argand.clips.unreadable", "records", "Records on clips.wanted that ask for nothing"),
  /** Clips on their way. */
  WAITING("argand.clips.waiting", "clips", "Clips whose audio is looked for or waited for"),
  /** Files that are kept. */
  STORED("argand.clips.stored", "bytes", "Bytes that the clips of heard audio take"),
  /** Files that may be kept. */
  QUOTA("argand.clips.quota", "bytes", "Bytes that the clips of heard audio may take");

  private final Facts facts;

  KeeperMeters(String meterName, String baseUnit, String description, String... tagKeys) {
    this.facts = Facts.of(meterName, baseUnit, description, tagKeys);
  }

  @Override
  public Facts facts() {
    return facts;
  }
}
