package dev.argand.inference;

import dev.argand.inference.state.Cursor;
import dev.argand.schemas.avro.Route;
import dev.argand.signal.FeatureStream;
import dev.argand.signal.FrontEnd;
import org.jspecify.annotations.Nullable;

/**
 * One route's way through a session: how far it has classified, and the feature stream that is on
 * its way to the next window.
 *
 * <p>Rule of continuation (design, "Time and identity"): with the same front end the route goes on
 * at its next k, whatever the model; with another it goes on at the first k whose window starts at
 * or past the end of the last window, both in source samples.
 */
final class RouteStream {
  /**
   * Audio kept before the last window's end, as a part of a second: the resampler's history that
   * the next model's front end may need.
   */
  private static final int HISTORY_PER_SECOND = 20;

  private final Route route;
  private final int sourceRateHz;
  private String frontEndDigest;
  private long nextWindow;
  private long lastWindowEnd;
  private @Nullable Opened opened;

  private record Opened(FrontEnd frontEnd, FeatureStream stream) {}

  RouteStream(Route route, int sourceRateHz, @Nullable Cursor cursor) {
    this.route = route;
    this.sourceRateHz = sourceRateHz;
    this.frontEndDigest = cursor == null ? "" : cursor.frontEndDigest();
    this.nextWindow = cursor == null ? 0 : cursor.nextWindow();
    this.lastWindowEnd = cursor == null ? 0 : cursor.lastWindowEnd();
  }

  /** Receives a window; the features are valid during the call only. */
  interface WindowSink {
    void accept(Route route, long k, float[] features);
  }

  /** Whether it is on its way with any front end. */
  boolean isOpen() {
    return opened != null;
  }

  /** Gives up the segment, and the windows that wait for more of it. */
  void close() {
    opened = null;
  }

  /** Whether it is on its way with this front end, so that newer audio can be pushed at once. */
  boolean isOpen(String digest) {
    return opened != null && frontEndDigest.equals(digest);
  }

  /**
   * Begins at the route's next window in a segment of contiguous audio.
   *
   * @param availableFrom first source sample that can still be pushed
   * @return windows that were passed over because their audio is gone; 0 but for a swap to a front
   *     end with a longer history than is kept
   */
  long open(FrontEnd frontEnd, String digest, long segmentStart, long availableFrom) {
    long wanted =
        frontEndDigest.equals(digest)
            ? nextWindow
            : frontEnd.firstWindowFrom(lastWindowEnd, sourceRateHz);
    FeatureStream stream = new FeatureStream(frontEnd, sourceRateHz, segmentStart, wanted);
    long first = stream.nextWindow();
    long passedOver = 0;
    while (stream.firstNeededSample() < availableFrom) {
      passedOver++;
      stream = new FeatureStream(frontEnd, sourceRateHz, segmentStart, first + passedOver);
    }
    opened = new Opened(frontEnd, stream);
    frontEndDigest = digest;
    nextWindow = stream.nextWindow();
    return passedOver;
  }

  /** First source sample that must be pushed, or pushed again after a restart. */
  long firstNeededSample() {
    return opened().stream().firstNeededSample();
  }

  /** First source sample to keep: for this front end, or for another one after a swap. */
  long keepFrom(long segmentStart) {
    long forAnother = Math.max(segmentStart, lastWindowEnd - sourceRateHz / HISTORY_PER_SECOND);
    return Math.min(firstNeededSample(), forAnother);
  }

  void push(long firstSample, float[] mono, int length, WindowSink sink) {
    Opened on = opened();
    on.stream()
        .push(firstSample, mono, 0, length, (k, features) -> complete(on, k, features, sink));
  }

  /** Ends the segment: windows that wait only for the resampler's tail come now. */
  void finish(WindowSink sink) {
    Opened on = opened();
    on.stream().finish((k, features) -> complete(on, k, features, sink));
    opened = null;
  }

  /** How far it has got; needs to have been open once, or to have begun from a cursor. */
  Cursor cursor() {
    return new Cursor(route, frontEndDigest, nextWindow, lastWindowEnd);
  }

  private void complete(Opened on, long k, float[] features, WindowSink sink) {
    sink.accept(route, k, features);
    nextWindow = k + 1;
    lastWindowEnd = Math.max(lastWindowEnd, on.frontEnd().sourceEnd(k, sourceRateHz));
  }

  private Opened opened() {
    if (opened == null) {
      throw new IllegalStateException("the " + route + " route must be opened first");
    }
    return opened;
  }
}
