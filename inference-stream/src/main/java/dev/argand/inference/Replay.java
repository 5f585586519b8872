package dev.argand.inference;

import dev.argand.inference.Incoming.Frame;
import dev.argand.network.Recognizer;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.signal.ChannelSelection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Recognises frames that lie on the topic already, by any model: the code of the live stream, on
 * the same records, so the same recognitions.
 *
 * <p>Nothing is shed. A replay that begins within a session needs its audio from a little before
 * the first window that matters, for the resampler. Not thread-safe.
 */
public final class Replay {
  private final Champion champion;
  private final HearingRule hearing;
  private final Consumer<Recognition> sink;
  private final Listener listener;
  private long arrivalMillis;
  private long poisoned;

  /**
   * A replay by one model, which stays the caller's.
   *
   * @param version as it is to be named, 0 for a model that was never announced
   * @param generation as it is to be named
   * @param sink takes each recognition, in the order of a source's windows
   */
  public Replay(
      Model model,
      int version,
      long generation,
      ChannelSelection channels,
      HearingRule hearing,
      Consumer<Recognition> sink) {
    Champion.check(model);
    this.champion = new Champion(model, version, generation);
    this.hearing = hearing;
    this.sink = sink;
    this.listener =
        new Listener(
            Heads.inMemory(),
            MapStore.chunks(),
            channels,
            hearing.reorder(),
            new InferenceMetrics(new SimpleMeterRegistry()),
            new Heard());
  }

  /** A bundle's recognizer as a model; closing it closes the recognizer. */
  public static Model model(Recognizer recognizer) {
    return new RecognizerModel(recognizer);
  }

  /**
   * Hears a record of {@code audio.frames}. One that is no frame is counted.
   *
   * @param arrivedAtMillis Kafka's timestamp of the record
   */
  public void hear(byte @Nullable [] key, byte @Nullable [] value, long arrivedAtMillis) {
    arrivalMillis = arrivedAtMillis;
    Incoming incoming = FrameReader.read(key, value, arrivedAtMillis);
    if (!(incoming instanceof Frame frame)
        || listener.hear(frame, arrivedAtMillis, champion) != null) {
      poisoned++;
    }
  }

  /** Hears what waits for samples that are missing: nothing more comes. */
  public void finish() {
    listener.waiting().forEach(source -> listener.release(source, champion));
  }

  /** Records that were no frames, or did not fit their session. */
  public long poisoned() {
    return poisoned;
  }

  private final class Heard implements Listener.HeardSink {
    @Override
    public void window(OpenSession session, Route route, Champion asked, long k, float[] features) {
      sink.accept(
          RecognitionWriter.write(
              session, route, asked, k, asked.model().scores(features), hearing, arrivalMillis));
    }

    @Override
    public void segmentEnded(OpenSession session, boolean sessionOver) {
      // Recognitions are all that a replay gives.
    }
  }
}
