package dev.argand.inference;

import dev.argand.inference.Smoother.SoundSink;
import dev.argand.inference.state.OpenEvent;
import dev.argand.inference.state.SourceEvents;
import dev.argand.schemas.avro.Recognition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Makes detections of the windows of a task's sources. Between two frames everything is in the
 * store; only which sources have an open detection is in memory. Not thread-safe: one a task.
 */
final class Detector {
  private final KeyValueStore<String, SourceEvents> store;
  private final DetectionRule rule;
  private final ClipRule clips;
  private final LastHeard lastHeard;
  private final InferenceMetrics metrics;
  private final SoundSink sink;
  private final Set<String> open = new HashSet<>();
  private final Map<String, Smoother> inHand = new HashMap<>();
  private boolean knowsWhatIsOpen;

  Detector(
      KeyValueStore<String, SourceEvents> store,
      DetectionRule rule,
      ClipRule clips,
      LastHeard lastHeard,
      InferenceMetrics metrics,
      SoundSink sink) {
    this.store = store;
    this.rule = rule;
    this.clips = clips;
    this.lastHeard = lastHeard;
    this.metrics = metrics;
    this.sink = sink;
  }

  /** Takes a window of a source, in the order of its windows. */
  void window(Recognition window, Model model) {
    of(window.getSourceId()).window(window, model);
  }

  /** A stretch of contiguous audio ended, and with it perhaps the session. */
  void segmentEnded(String sourceId, String sessionId, boolean sessionOver) {
    if (sessionOver) {
      of(sourceId).end(sessionId);
    } else {
      of(sourceId).gap();
    }
  }

  /** Stores what has changed since the last call. */
  void settle() {
    inHand.forEach(
        (sourceId, smoother) -> {
          if (smoother.isChanged()) {
            store.put(sourceId, smoother.state());
          }
          if (smoother.isOpen()) {
            open.add(sourceId);
          } else {
            open.remove(sourceId);
          }
        });
    inHand.clear();
  }

  /** Deletes what is kept of a source. */
  void erase(String sourceId) {
    inHand.remove(sourceId);
    open.remove(sourceId);
    store.delete(sourceId);
  }

  /** Forgets what was not stored. */
  void forget() {
    inHand.clear();
  }

  /** Closes what is open of each source that has fallen silent. */
  void closeIdle() {
    rememberWhatIsOpen();
    long idleMillis = rule.idle().toMillis();
    List<String> silent =
        open.stream().filter(source -> lastHeard.isSilent(source, idleMillis)).toList();
    for (String sourceId : silent) {
      of(sourceId).idle();
      settle();
    }
  }

  private void rememberWhatIsOpen() {
    if (knowsWhatIsOpen) {
      return;
    }
    knowsWhatIsOpen = true;
    try (KeyValueIterator<String, SourceEvents> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, SourceEvents> source = all.next();
        if (source.value.events().stream().anyMatch(Detector::isOpen)
            || NearMisses.isOpen(source.value.nearMisses())) {
          open.add(source.key);
        }
      }
    }
  }

  private static boolean isOpen(OpenEvent event) {
    return event.announced() && !event.closed();
  }

  private Smoother of(String sourceId) {
    return inHand.computeIfAbsent(
        sourceId, source -> new Smoother(source, stored(source), rule, clips, metrics, sink));
  }

  private @Nullable SourceEvents stored(String sourceId) {
    return store.get(sourceId);
  }
}
