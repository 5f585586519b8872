package dev.argand.inference.state;

import java.util.List;

/**
 * The sounds of a source: one a source in the store {@code events}.
 *
 * @param sessionId the session that the windows belong to
 * @param frontEndDigest SHA-256 (64 hexadecimal digits) of the front end that cut them
 * @param sampleRateHz the session's rate
 * @param events at most one a label
 * @param cooldowns at most one a label
 * @param nearMisses at most one a label
 */
public record SourceEvents(
    String sessionId,
    String frontEndDigest,
    int sampleRateHz,
    List<OpenEvent> events,
    List<Cooldown> cooldowns,
    List<NearMiss> nearMisses) {
  public SourceEvents {
    if (frontEndDigest.length() != 64) {
      throw new IllegalArgumentException(
          "frontEndDigest must be 64 hexadecimal digits, was \"" + frontEndDigest + "\"");
    }
    events = List.copyOf(events);
    cooldowns = List.copyOf(cooldowns);
    nearMisses = List.copyOf(nearMisses);
  }

  /** Sounds without any that were nearly heard. */
  public SourceEvents(
      String sessionId,
      String frontEndDigest,
      int sampleRateHz,
      List<OpenEvent> events,
      List<Cooldown> cooldowns) {
    this(sessionId, frontEndDigest, sampleRateHz, events, cooldowns, List.of());
  }
}
