package dev.argand.inference;

import dev.argand.inference.state.Cooldown;
import dev.argand.inference.state.NearMiss;
import dev.argand.inference.state.OpenEvent;
import dev.argand.inference.state.SourceEvents;
import dev.argand.schemas.DetectionId;
import dev.argand.schemas.avro.ClipRequest;
import dev.argand.schemas.avro.ClosedBy;
import dev.argand.schemas.avro.Detection;
import dev.argand.schemas.avro.DetectionState;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.WindowDecision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sounds of one source, window by window, by a {@link DetectionRule}.
 *
 * <p>What comes of the windows depends on them alone. Closing by wall clock or by missing audio
 * only tells early that a sound seems over: the event stays until the samples have passed its merge
 * gap, and a window within it opens the same detection again.
 */
final class Smoother {
  /** Between the clocks of two sessions. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

  private final String sourceId;
  private final DetectionRule rule;
  private final InferenceMetrics metrics;
  private final ClipRule clips;
  private final SoundSink sink;
  private final NearMisses nearMisses;
  private final List<OpenEvent> events = new ArrayList<>();
  private final List<Cooldown> cooldowns = new ArrayList<>();
  private String sessionId = "";
  private String frontEndDigest = "";
  private int sampleRateHz;
  private boolean changed;

  /** Receives what is to be written, in order. */
  interface SoundSink {
    void detected(Detection detection);

    void wanted(ClipRequest clip);
  }

  Smoother(
      String sourceId,
      @Nullable SourceEvents stored,
      DetectionRule rule,
      ClipRule clips,
      InferenceMetrics metrics,
      SoundSink sink) {
    this.sourceId = sourceId;
    this.rule = rule;
    this.clips = clips;
    this.metrics = metrics;
    this.sink = sink;
    if (stored != null) {
      sessionId = stored.sessionId();
      frontEndDigest = stored.frontEndDigest();
      sampleRateHz = stored.sampleRateHz();
      events.addAll(stored.events());
      cooldowns.addAll(stored.cooldowns());
    }
    nearMisses =
        new NearMisses(clips, stored == null ? List.of() : stored.nearMisses(), this::nearlyHeard);
  }

  /** Takes the next window; its scores are in the model's label order. */
  void window(Recognition window, Model model) {
    belongTo(window);
    carryOn(window, model);
    if (window.getAccepted() && find(window.getLabel()) == null) {
      open(window);
    }
    nearMisses.window(window, rule.mergeSamples(sampleRateHz), isHeard(window));
  }

  /** Audio is missing: what is open closes, unless a window within the merge gap goes on. */
  void gap() {
    closeForNow(ClosedBy.GAP);
  }

  /** The source has fallen silent, and may come back in the same session. */
  void idle() {
    closeForNow(ClosedBy.IDLE);
    nearMisses.tell();
  }

  /** No later window of a session can come. */
  void end(String endedSessionId) {
    if (endedSessionId.equals(sessionId)) {
      closeAll(ClosedBy.SESSION_END);
    }
  }

  /** Whether something is told when the source falls silent: an open detection, a near miss. */
  boolean isOpen() {
    for (OpenEvent event : events) {
      if (event.announced() && !event.closed()) {
        return true;
      }
    }
    return nearMisses.isOpen();
  }

  /** Whether {@link #state} differs from what was given. */
  boolean isChanged() {
    return changed || nearMisses.isChanged();
  }

  /** What to keep; null when there is nothing. */
  @Nullable SourceEvents state() {
    List<NearMiss> misses = nearMisses.runs();
    return events.isEmpty() && cooldowns.isEmpty() && misses.isEmpty()
        ? null
        : new SourceEvents(sessionId, frontEndDigest, sampleRateHz, events, cooldowns, misses);
  }

  private void belongTo(Recognition window) {
    if (!window.getSessionId().equals(sessionId)) {
      closeAll(ClosedBy.SESSION_END);
      cooldowns.replaceAll(Cooldown::inAnotherSession);
      changed |= !cooldowns.isEmpty();
    } else if (!window.getFrontEndDigest().equals(frontEndDigest)) {
      // Window numbers of two front ends are of two kinds.
      closeAll(ClosedBy.FRONT_END);
    }
    sessionId = window.getSessionId();
    frontEndDigest = window.getFrontEndDigest();
    sampleRateHz = window.getSampleRateHz();
  }

  private void carryOn(Recognition window, Model model) {
    long start = window.getFirstSampleIndex();
    long end = start + window.getSampleCount();
    for (ListIterator<OpenEvent> each = events.listIterator(); each.hasNext(); ) {
      OpenEvent event = each.next();
      if (start > event.endSample() + rule.mergeSamples(sampleRateHz)) {
        each.remove();
        finish(event, ClosedBy.SILENCE);
        continue;
      }
      int index = model.labels().indexOf(event.label());
      if (index < 0) {
        continue;
      }
      float score = window.getScores().get(index);
      if (isUnusable(window) || !(score >= rule.release() * model.thresholds().get(index))) {
        continue;
      }
      if (end - event.firstSample() > rule.maxSamples(sampleRateHz)) {
        each.remove();
        finish(event, ClosedBy.MAX_LENGTH);
      } else {
        each.set(
            announce(
                event.extended(window.getWindowIndex(), end, window.getEndTimeMicros(), score)));
      }
    }
  }

  /** A window that nobody should have heard anything in carries nothing, whatever it scores. */
  private static boolean isUnusable(Recognition window) {
    return window.getDecision() == WindowDecision.TOO_QUIET
        || window.getDecision() == WindowDecision.NOT_A_NUMBER;
  }

  private void open(Recognition window) {
    long start = window.getFirstSampleIndex();
    for (Iterator<Cooldown> each = cooldowns.iterator(); each.hasNext(); ) {
      Cooldown cooldown = each.next();
      if (!cooldown.label().equals(window.getLabel())) {
        continue;
      }
      if (cooldown.holds(start, window.getStartTimeMicros(), longestCooldownMicros())) {
        metrics.suppressed(Suppression.COOLDOWN);
        return;
      }
      each.remove();
    }
    events.add(
        announce(
            new OpenEvent(
                window.getLabel(),
                window.getWindowIndex(),
                window.getWindowIndex(),
                1,
                start,
                start + window.getSampleCount(),
                window.getStartTimeMicros(),
                window.getEndTimeMicros(),
                window.getScore(),
                window.getScore(),
                window.getThreshold(),
                window.getModelDigest(),
                window.getModelVersion(),
                window.getAliasGeneration(),
                false,
                false)));
  }

  /** Writes a detection when an event has become one, or goes on after it was closed for now. */
  private OpenEvent announce(OpenEvent event) {
    changed = true;
    if (event.announced() && !event.closed()) {
      return event;
    }
    if (!event.announced()) {
      if (event.endSample() - event.firstSample() < rule.minSamples(sampleRateHz)) {
        return event;
      }
      metrics.detected(event.label());
    }
    write(event, ClosedBy.NOTHING);
    return event.written(false);
  }

  private void closeForNow(ClosedBy by) {
    events.replaceAll(
        event -> {
          if (!event.announced() || event.closed()) {
            return event;
          }
          changed = true;
          write(event, by);
          return event.written(true);
        });
  }

  private void closeAll(ClosedBy by) {
    List<OpenEvent> all = List.copyOf(events);
    events.clear();
    all.forEach(event -> finish(event, by));
    nearMisses.finishAll();
  }

  /** An event leaves for ever. */
  private void finish(OpenEvent event, ClosedBy by) {
    changed = true;
    if (!event.announced()) {
      metrics.suppressed(Suppression.TOO_SHORT);
      return;
    }
    if (!event.closed()) {
      write(event, by);
    }
    if (!rule.cooldown().isZero()) {
      cooldowns.add(
          new Cooldown(
              event.label(),
              event.endSample() + rule.cooldownSamples(sampleRateHz),
              event.endMicros() + TimeUnit.MILLISECONDS.toMicros(rule.cooldown().toMillis())));
    }
  }

  private @Nullable OpenEvent find(String label) {
    for (OpenEvent event : events) {
      if (event.label().equals(label)) {
        return event;
      }
    }
    return null;
  }

  /** Whether a window's label is being detected there, or its cooldown holds. */
  private boolean isHeard(Recognition window) {
    String label = window.getLabel();
    return find(label) != null
        || cooldowns.stream()
            .anyMatch(
                cooldown ->
                    cooldown.label().equals(label)
                        && cooldown.holds(
                            window.getFirstSampleIndex(),
                            window.getStartTimeMicros(),
                            longestCooldownMicros()));
  }

  private long longestCooldownMicros() {
    return TimeUnit.MILLISECONDS.toMicros(rule.cooldown().plus(CLOCK_TOLERANCE).toMillis());
  }

  private void nearlyHeard(NearMiss miss) {
    sink.wanted(ClipRequests.of(sourceId, sessionId, frontEndDigest, sampleRateHz, miss));
  }

  private void write(OpenEvent event, ClosedBy by) {
    Detection detection =
        new Detection(
            DetectionId.of(sourceId, sessionId, event.label(), frontEndDigest, event.firstWindow()),
            sourceId,
            sessionId,
            event.label(),
            by == ClosedBy.NOTHING ? DetectionState.OPEN : DetectionState.CLOSED,
            by,
            frontEndDigest,
            event.firstWindow(),
            event.lastWindow(),
            event.windows(),
            event.firstSample(),
            event.endSample() - event.firstSample(),
            sampleRateHz,
            event.startMicros(),
            event.endMicros(),
            event.threshold(),
            event.peak(),
            (float) (event.sum() / event.windows()),
            event.modelDigest(),
            event.modelVersion(),
            event.generation());
    sink.detected(detection);
    if (by != ClosedBy.NOTHING) {
      metrics.closed(by);
      if (clips.detections()) {
        sink.wanted(ClipRequests.of(detection));
      }
    }
  }
}
