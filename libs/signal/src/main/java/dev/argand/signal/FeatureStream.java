package dev.argand.signal;

import java.util.Objects;

/**
 * Turns the contiguous audio of one stream into the features of its windows, live or from a file.
 *
 * <p>Everything is placed by absolute index: window k covers the model samples from k * hopSamples
 * on, frame f starts at model sample f * stftHopSamples, model sample m is centred on source sample
 * m * sourceRateHz / sampleRateHz. So features are equal bit for bit for any chunking, and for a
 * stream begun anew at {@link #firstNeededSample}. Each frame is computed once and shared by the
 * windows that overlap on it.
 *
 * <p>Window k is emitted during the push that completes it: when all source samples before {@link
 * FrontEnd#sourceEnd} and those under the resampling filter of its last frame have come. Windows
 * are emitted in order, none is left out.
 *
 * <p>After construction nothing is allocated. Not thread-safe.
 */
public final class FeatureStream {
  private static final float[] SILENCE = new float[256];

  /** Takes the features of a window. */
  @FunctionalInterface
  public interface WindowSink {
    /**
     * Takes the features of window k.
     *
     * @param features [2, bands, frames]; reused, so valid during the call only
     */
    void accept(long k, float[] features);
  }

  private final FrontEnd frontEnd;
  private final int sourceRateHz;
  private final Resampler resampler;
  private final FrameRing ring;
  private final float[] features;

  /** Model samples [modelBase, modelBase + modelCount). */
  private final float[] model;

  private long modelBase;
  private int modelCount;
  private long nextFrame;
  private long nextWindow;

  /** One past the last source sample pushed, or -1 before the first push. */
  private long pushed = -1;

  /**
   * One past the last source sample that has been taken in; what decides whether a window is due.
   */
  private long received;

  private boolean finished;

  /**
   * A stream that begins at a given place.
   *
   * @param segmentStart absolute source index where contiguous audio begins: 0, or the end of a
   *     gap. Earlier audio counts as zero, and no window starts before it
   * @param firstWindow windows before this one are left out
   * @throws UnsupportedRateException if the source's rate cannot be resampled to the model's
   */
  public FeatureStream(FrontEnd frontEnd, int sourceRateHz, long segmentStart, long firstWindow) {
    if (firstWindow < 0) {
      throw new IllegalArgumentException("firstWindow must be at least 0, was " + firstWindow);
    }
    this.frontEnd = frontEnd;
    this.sourceRateHz = sourceRateHz;
    this.nextWindow = Math.max(firstWindow, frontEnd.firstWindowFrom(segmentStart, sourceRateHz));
    this.nextFrame = nextWindow * frontEnd.framesPerHop();
    this.modelBase = nextFrame * frontEnd.stftHopSamples();
    this.resampler = new Resampler(sourceRateHz, frontEnd.sampleRateHz(), segmentStart, modelBase);
    this.ring = new FrameRing(frontEnd);
    this.features = new float[frontEnd.featureLength()];
    this.model = new float[2 * frontEnd.fftLength()];
  }

  /** The next window to be emitted. */
  public long nextWindow() {
    return nextWindow;
  }

  /**
   * Absolute source index before which audio no longer matters to {@link #nextWindow} and later
   * ones; at least segmentStart. A new stream with the same segmentStart and firstWindow =
   * nextWindow, fed from here on, goes on with the same bits.
   */
  public long firstNeededSample() {
    return resampler.firstNeededSample(nextWindow * frontEnd.hopSamples());
  }

  /**
   * Takes audio and emits the windows that it completes.
   *
   * <p>The first push must begin at or before {@link #firstNeededSample}; what lies before that is
   * ignored. Later pushes must follow on one another.
   *
   * @param firstSampleIndex absolute source index of samples[offset]
   * @throws IllegalArgumentException if audio is missing or repeated
   */
  public void push(
      long firstSampleIndex, float[] samples, int offset, int length, WindowSink sink) {
    Objects.checkFromIndexSize(offset, length, samples.length);
    if (finished) {
      throw new IllegalStateException("the stream is finished");
    }
    boolean first = pushed < 0;
    if (first ? firstSampleIndex > firstNeededSample() : firstSampleIndex != pushed) {
      throw new IllegalArgumentException(
          "firstSampleIndex must be %s %d, was %d"
              .formatted(
                  first ? "at most" : "exactly",
                  first ? firstNeededSample() : pushed,
                  firstSampleIndex));
    }
    pushed = firstSampleIndex + length;
    int done = (int) Math.min(length, Math.max(0, resampler.nextSample() - firstSampleIndex));
    received = firstSampleIndex + done;
    while (done < length) {
      int taken = resampler.offer(samples, offset + done, length - done);
      done += taken;
      received += taken;
      emit(sink);
    }
  }

  /**
   * Ends the stream: the resampling filter sees zeros after the last sample, and every window with
   * sourceEnd(k) at or before the last sample's end is emitted.
   */
  public void finish(WindowSink sink) {
    finished = true;
    while (pushed >= 0 && frontEnd.sourceEnd(nextWindow, sourceRateHz) <= pushed) {
      resampler.offer(SILENCE, 0, SILENCE.length);
      emit(sink);
    }
  }

  private void emit(WindowSink sink) {
    while (true) {
      boolean analysed = nextFrame >= endFrame(nextWindow);
      if (analysed && frontEnd.sourceEnd(nextWindow, sourceRateHz) <= received) {
        ring.copyWindow(nextWindow * frontEnd.framesPerHop(), features);
        long window = nextWindow++;
        sink.accept(window, features);
      } else if (!fill() || analysed) {
        // The frame after a window reaches beyond the window's end, so it is never ready before the
        // window is due, unless finish() has supplied its last samples.
        return;
      } else {
        ring.add(nextFrame, model, (int) (nextFrame * frontEnd.stftHopSamples() - modelBase));
        nextFrame++;
        if (nextFrame == endFrame(nextWindow)) {
          nextFrame = Math.max(nextFrame, (nextWindow + 1) * frontEnd.framesPerHop());
        }
      }
    }
  }

  /** One past the last frame of a window. */
  private long endFrame(long window) {
    return window * frontEnd.framesPerHop() + frontEnd.frames();
  }

  /** Resamples up to the end of the next frame; false if more source samples are needed. */
  private boolean fill() {
    long start = nextFrame * frontEnd.stftHopSamples();
    long modelEnd = modelBase + modelCount;
    if (start >= modelEnd) {
      resampler.skipTo(start);
      modelBase = start;
      modelCount = 0;
    } else if (start + frontEnd.fftLength() > modelBase + model.length) {
      int kept = (int) (modelEnd - start);
      System.arraycopy(model, (int) (start - modelBase), model, 0, kept);
      modelBase = start;
      modelCount = kept;
    }
    int missing = (int) (start + frontEnd.fftLength() - modelBase) - modelCount;
    int drained = missing <= 0 ? 0 : resampler.drain(model, modelCount, missing);
    modelCount += drained;
    return drained >= missing;
  }
}
