package dev.argand.search.label;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to say was heard, as it was given: {@link LabelDesk} checks it.
 *
 * <p>One of three says where: a window's id; samples [firstSampleIndex, endSampleIndex) of a
 * session; or UTC [start, end). Samples may be accompanied by UTC, and then samples count.
 *
 * @param labelId id of the label that this one replaces, or null for a new label
 * @param sourceId who heard it
 * @param sessionId the source's session, with samples
 * @param firstSampleIndex first source sample frame of the interval
 * @param endSampleIndex one past its last
 * @param start UTC of the interval's start, to microseconds
 * @param end UTC of its end
 * @param windowId the one window that is judged
 * @param label what is heard, {@code background} for nothing of interest
 * @param who the person or program that says so
 * @param note anything else, may be empty
 */
public record LabelDraft(
    @Nullable String labelId,
    String sourceId,
    @Nullable String sessionId,
    @Nullable Long firstSampleIndex,
    @Nullable Long endSampleIndex,
    @Nullable Instant start,
    @Nullable Instant end,
    @Nullable String windowId,
    @Nullable String label,
    String who,
    String note) {

  /** A new label of samples of a session. */
  public static LabelDraft ofSamples(
      String sourceId, String sessionId, long first, long end, String label, String who) {
    return new LabelDraft(null, sourceId, sessionId, first, end, null, null, null, label, who, "");
  }

  /** A new label of a stretch of UTC. */
  public static LabelDraft ofTime(
      String sourceId, Instant start, Instant end, String label, String who) {
    return new LabelDraft(null, sourceId, null, null, null, start, end, null, label, who, "");
  }

  /** A new label of one window. */
  public static LabelDraft ofWindow(String sourceId, String windowId, String label, String who) {
    return new LabelDraft(null, sourceId, null, null, null, null, null, windowId, label, who, "");
  }
}
