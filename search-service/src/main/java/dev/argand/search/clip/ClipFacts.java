package dev.argand.search.clip;

import dev.argand.schemas.ClipId;
import dev.argand.schemas.avro.ClipCut;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** All that is known of a clip, by name, as programs are told of it. */
public final class ClipFacts {
  private ClipFacts() {}

  /** The facts in a fixed order; what is not known of a clip's kind is null. */
  public static Map<String, Object> of(ClipCut clip) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", clip.getLabelId());
    facts.put("kind", ClipId.name(clip.getKind()));
    facts.put("sourceId", clip.getSourceId());
    facts.put("sessionId", clip.getSessionId());
    facts.put("firstSampleIndex", clip.getFirstSampleIndex());
    facts.put("endSampleIndex", clip.getEndSampleIndex());
    facts.put("sampleRateHz", clip.getSampleRateHz());
    facts.put("start", start(clip).toString());
    facts.put("seconds", seconds(clip));
    facts.put("label", clip.getLabel());
    facts.put("subjectId", clip.getSubjectId());
    facts.put("subjectFirstSampleIndex", clip.getSubjectFirstSampleIndex());
    facts.put("subjectEndSampleIndex", clip.getSubjectEndSampleIndex());
    facts.put("score", clip.getScore());
    facts.put("threshold", clip.getThreshold());
    facts.put("modelDigest", clip.getModelDigest());
    facts.put("modelVersion", clip.getModelVersion());
    facts.put("auditRate", clip.getAuditRate());
    facts.put("sha256", clip.getSha256());
    facts.put("fileBytes", clip.getFileBytes());
    Long keptAt = clip.getKeptAtMicros();
    facts.put("keptAt", keptAt == null ? null : time(keptAt).toString());
    return facts;
  }

  /** When its first sample was captured. */
  public static Instant start(ClipCut clip) {
    return time(clip.getStartTimeMicros());
  }

  /** How long it is. */
  public static double seconds(ClipCut clip) {
    return (clip.getEndSampleIndex() - clip.getFirstSampleIndex())
        / (double) clip.getSampleRateHz();
  }

  private static Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
