package dev.argand.launcher.demo;

import dev.argand.schemas.avro.Recognition;
import dev.argand.search.data.LiveScene;
import dev.argand.search.label.LabelDraft;
import dev.argand.signal.FrontEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A scene that a source plays as one session, and what is heard of it. Not thread-safe. */
final class PlayedScene {
  /** Background shorter than this is not worth a label, in seconds. */
  private static final double SHORTEST_BACKGROUND_SECONDS = 1;

  private final Chapter chapter;
  private final LiveSource source;
  private final FrontEnd frontEnd;
  private final Map<Long, Recognition> heard = new TreeMap<>();
  private @Nullable String sessionId;

  PlayedScene(Chapter chapter, LiveSource source, FrontEnd frontEnd) {
    this.chapter = chapter;
    this.source = source;
    this.frontEnd = frontEnd;
  }

  Chapter chapter() {
    return chapter;
  }

  LiveSource source() {
    return source;
  }

  boolean hasSession() {
    return sessionId != null;
  }

  boolean isSession(String id) {
    return id.equals(sessionId);
  }

  void begin(String session) {
    sessionId = session;
  }

  /** Takes a recognition; false if its window was heard before. */
  boolean hear(Recognition recognition) {
    return heard.putIfAbsent(recognition.getWindowIndex(), recognition) == null;
  }

  /** Windows that are yet to be heard. */
  long missing() {
    return source.windows(frontEnd) - heard.size();
  }

  /** What window k should be called, or null if it cannot be judged. */
  @Nullable String truth(long k) {
    return source.truth(frontEnd, k);
  }

  /** The known truth as labels: every event, and the background between them. */
  List<LabelDraft> labels(String who) {
    if (sessionId == null) {
      throw new IllegalStateException("nothing was heard of this scene yet");
    }
    LiveScene scene = source.scene();
    long shortest = (long) (SHORTEST_BACKGROUND_SECONDS * scene.audio().sampleRateHz());
    List<LabelDraft> labels = new ArrayList<>();
    long at = 0;
    for (LiveScene.Truth event : scene.truth()) {
      if (event.firstSample() - at >= shortest) {
        labels.add(label(at, event.firstSample(), scene.backgroundLabel(), who));
      }
      labels.add(label(event.firstSample(), event.endSample(), event.label(), who));
      at = event.endSample();
    }
    long end = scene.audio().samples().length;
    if (end - at >= shortest) {
      labels.add(label(at, end, scene.backgroundLabel(), who));
    }
    return labels;
  }

  private LabelDraft label(long first, long end, String label, String who) {
    return new LabelDraft(
        null, source.id(), sessionId, first, end, null, null, null, label, who, "known truth");
  }
}
