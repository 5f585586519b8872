package dev.argand.inference;

import dev.argand.inference.Smoother.SoundSink;
import dev.argand.inference.state.OpenEvent;
import dev.argand.inference.state.SourceEvents;
import dev.argand.schemas.avro.Recognition;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Makes detections of the windows of a task's sources. Between two frames everything is in the
 * store; only when a source with an open detection was last heard is in memory. Not thread-safe:
 * one a task.
 */
final class Detector {
  private final KeyValueStore<String, SourceEvents> store;
  private final DetectionRule rule;
  private final ClipRule clips;
  private final Backlog backlog;
  private final int partition;
  private final InferenceMetrics metrics;
  private final Clock clock;
  private final SoundSink sink;
  private final Map<String, Long> heardAtMillis = new HashMap<>();
  private final Map<String, Smoother> inHand = new HashMap<>();
  private boolean knowsWhatIsOpen;

  Detector(
      KeyValueStore<String, SourceEvents> store,
      DetectionRule rule,
      ClipRule clips,
      Backlog backlog,
      int partition,
      InferenceMetrics metrics,
      Clock clock,
      SoundSink sink) {
    this.store = store;
    this.rule = rule;
    this.clips = clips;
    this.backlog = backlog;
    this.partition = partition;
    this.metrics = metrics;
    this.clock = clock;
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

  /** Stores what has changed since the last call, which was with this source's frame. */
  void settle(String heardSourceId) {
    inHand.forEach(
        (sourceId, smoother) -> {
          if (smoother.isChanged()) {
            store.put(sourceId, smoother.state());
          }
          if (smoother.isOpen()) {
            heardAtMillis.put(sourceId, clock.millis());
          } else {
            heardAtMillis.remove(sourceId);
          }
        });
    inHand.clear();
    heardAtMillis.computeIfPresent(heardSourceId, (source, at) -> clock.millis());
  }

  /** Deletes what is kept of a source. */
  void erase(String sourceId) {
    inHand.remove(sourceId);
    heardAtMillis.remove(sourceId);
    store.delete(sourceId);
  }

  /** Forgets what was not stored. */
  void forget() {
    inHand.clear();
  }

  /**
   * Closes what is open of each source that has not been heard for a while, if since then there was
   * a moment at which every record of the partition had been heard: its silence is no lag of ours.
   */
  void closeIdle() {
    rememberWhatIsOpen();
    long idleMillis = rule.idle().toMillis();
    List<String> silent = new ArrayList<>();
    heardAtMillis.forEach(
        (sourceId, heardAt) -> {
          if (clock.millis() - heardAt >= idleMillis
              && backlog.emptyAtMillis(partition) >= heardAt + idleMillis) {
            silent.add(sourceId);
          }
        });
    for (String sourceId : silent) {
      of(sourceId).idle();
      settle(sourceId);
    }
  }

  /** After a restart a source counts as heard when it is first looked at. */
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
          heardAtMillis.putIfAbsent(source.key, clock.millis());
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
