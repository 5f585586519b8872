package dev.argand.console.board;

import dev.argand.schemas.SampleClock;
import dev.argand.schemas.avro.AudioFrame;
import java.time.Instant;

/** What was heard of one source. Not thread-safe. */
final class Heard {
  private static final double NO_POWER_DB = -120;
  private static final double SILENCE_DB = -70;

  private String session = "";
  private int sampleRateHz = 1;
  private int channels;
  private String encoding = "";
  private long nextSample;
  private long capturedMicros;
  private long gaps;
  private double levelDb = NO_POWER_DB;
  private boolean ended;
  private Instant lastHeard = Instant.EPOCH;
  private Instant lastSound = Instant.EPOCH;
  private Instant soundSince = Instant.EPOCH;

  boolean frame(AudioFrame frame, float[] samples, Instant arrived) {
    int order = frame.getSessionId().compareTo(session);
    if (order < 0 || (order == 0 && isTooFarAhead(frame, arrived))) {
      return false;
    }
    if (order > 0) {
      begin(frame, arrived);
    } else if (frame.getFirstSampleIndex() > nextSample) {
      gaps++;
    }
    nextSample = Math.max(nextSample, frame.getFirstSampleIndex() + samples.length);
    if (arrived.isAfter(lastHeard)) {
      resumeAfterAPause(arrived);
      lastHeard = arrived;
    }
    level(samples, arrived);
    ended |= frame.getEndOfSession();
    capturedMicros = frame.getCaptureTimeMicros();
    return true;
  }

  private boolean isTooFarAhead(AudioFrame frame, Instant arrived) {
    return new SampleClock(nextSample, sampleRateHz, capturedMicros, lastHeard.toEpochMilli())
        .wrong(frame.getFirstSampleIndex(), frame.getCaptureTimeMicros(), arrived.toEpochMilli())
        .isPresent();
  }

  Instant lastHeard() {
    return lastHeard;
  }

  SourceBoard.Source view(String id, Instant now) {
    SourceState state = state(now);
    return new SourceBoard.Source(
        id,
        state,
        since(state).toEpochMilli(),
        lastHeard.toEpochMilli(),
        session,
        sampleRateHz,
        channels,
        encoding,
        Math.round(10 * levelDb) / 10.0,
        Math.round(10.0 * nextSample / sampleRateHz) / 10.0,
        gaps);
  }

  private void begin(AudioFrame frame, Instant arrived) {
    session = frame.getSessionId();
    sampleRateHz = frame.getSampleRateHz();
    channels = frame.getChannels();
    encoding = frame.getEncoding().name();
    // A reader that comes late has missed what was before, which is no gap.
    nextSample = frame.getFirstSampleIndex();
    gaps = 0;
    ended = false;
    soundSince = arrived;
    lastSound = arrived;
    lastHeard = arrived;
  }

  /** A source that comes back gets the same grace before it is called silent as a new one. */
  private void resumeAfterAPause(Instant arrived) {
    if (lastHeard.plus(SourceBoard.STOPPED_AFTER).isBefore(arrived)) {
      soundSince = arrived;
      lastSound = arrived;
    }
  }

  private void level(float[] samples, Instant arrived) {
    if (samples.length == 0) {
      return;
    }
    double sum = 0;
    for (float sample : samples) {
      sum += (double) sample * sample;
    }
    double now = Math.max(NO_POWER_DB, 10 * Math.log10(Math.max(1e-30, sum / samples.length)));
    // Rises at once and falls slowly, as the eye wants it of a meter.
    levelDb = now > levelDb ? now : levelDb + 0.3 * (now - levelDb);
    if (now > SILENCE_DB) {
      if (lastSound.plus(SourceBoard.SILENT_AFTER).isBefore(arrived)) {
        soundSince = arrived;
      }
      lastSound = arrived;
    }
  }

  private SourceState state(Instant now) {
    if (ended) {
      return SourceState.ENDED;
    }
    if (lastHeard.plus(SourceBoard.STOPPED_AFTER).isBefore(now)) {
      return SourceState.STOPPED;
    }
    return lastSound.plus(SourceBoard.SILENT_AFTER).isBefore(now)
        ? SourceState.SILENT
        : SourceState.LIVE;
  }

  private Instant since(SourceState state) {
    return switch (state) {
      case LIVE -> soundSince;
      case SILENT -> lastSound;
      case STOPPED, ENDED -> lastHeard;
    };
  }
}
