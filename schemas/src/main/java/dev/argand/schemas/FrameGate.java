package dev.argand.schemas;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a record of {@code audio.frames} is, by itself: a frame whose fields are each sound and fit
 * each other, or nothing that anybody may take for one.
 *
 * <p>Recognition quarantines what is refused. Whoever else reads the topic asks here too, and
 * leaves out the same records: a source's sessions and samples are then the same for all of them.
 * Depends on the record alone, so a replay says the same. Thread-safe.
 */
public final class FrameGate {
  /** All windows of a frame are asked of the model in one call, within one transaction. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** What {@code audio.frames} takes of an uncompressed record; a compressed one may hide more. */
  private static final int MAX_RECORD_BYTES = 1 << 20;

  /** At 384 kHz more than a year; times any rate it still fits 63 bits. */
  private static final long MAX_SAMPLE_INDEX = 1L << 44;

  /** 2200-01-01. */
  private static final long MAX_CAPTURE_MICROS = 7_258_118_400_000_000L;

  private static final long MILLIS_PER_SECOND = 1_000;

  private static final AvroCodec<AudioFrame> CODEC = AvroCodec.of(AudioFrame.class);

  /** What a record turned out to be. */
  public sealed interface Verdict {}

  /** A frame that can be heard, as far as it says itself. */
  public record Sound(AudioFrame frame) implements Verdict {}

  /** No frame; {@code detail} says what was expected and what came. */
  public record Refused(PoisonReason reason, String detail) implements Verdict {}

  private FrameGate() {}

  /**
   * Reads a record.
   *
   * @param arrivedAtMillis Kafka's timestamp of the record
   */
  public static Verdict read(byte @Nullable [] key, byte @Nullable [] value, long arrivedAtMillis) {
    if (value == null) {
      return new Refused(PoisonReason.UNDECODABLE, "the record has no value");
    }
    if (value.length > MAX_RECORD_BYTES) {
      return new Refused(
          PoisonReason.TOO_LARGE,
          "a record must have at most %d bytes, has %d".formatted(MAX_RECORD_BYTES, value.length));
    }
    AudioFrame frame;
    try {
      frame = CODEC.decode(value);
    } catch (WireFormatException e) {
      PoisonReason reason =
          e.reason() == WireFormatException.Reason.UNKNOWN_SCHEMA
              ? PoisonReason.UNKNOWN_SCHEMA
              : PoisonReason.UNDECODABLE;
      return new Refused(reason, String.valueOf(e.getMessage()));
    }
    Refused refused = identity(key, frame, arrivedAtMillis);
    if (refused == null) {
      refused = range(frame);
    }
    if (refused == null) {
      refused = extent(frame);
    }
    return refused == null ? new Sound(frame) : refused;
  }

  private static @Nullable Refused identity(
      byte @Nullable [] key, AudioFrame frame, long arrivedAtMillis) {
    Optional<String> badId =
        FrameBounds.id("sourceId", frame.getSourceId())
            .or(() -> FrameBounds.id("sessionId", frame.getSessionId()));
    if (badId.isPresent()) {
      return new Refused(PoisonReason.BAD_IDENTITY, badId.get());
    }
    if (frame.getSessionId().indexOf('/') >= 0) {
      return new Refused(
          PoisonReason.BAD_IDENTITY,
          "sessionId must not hold a slash, was " + frame.getSessionId());
    }
    if (!Arrays.equals(key, frame.getSourceId().getBytes(StandardCharsets.UTF_8))) {
      String found = key == null ? "missing" : new String(key, StandardCharsets.UTF_8);
      return new Refused(
          PoisonReason.KEY_MISMATCH,
          "the key must be the sourceId " + frame.getSourceId() + ", is " + found);
    }
    if (SessionDate.isFuture(frame.getSessionId(), arrivedAtMillis)) {
      return new Refused(
          PoisonReason.FUTURE_SESSION,
          "a session may begin at most %d s after Kafka has its frames, %s is %d s ahead"
              .formatted(
                  SessionDate.MOST_AHEAD.toSeconds(),
                  frame.getSessionId(),
                  SessionDate.aheadMillis(frame.getSessionId(), arrivedAtMillis)
                      / MILLIS_PER_SECOND));
    }
    return null;
  }

  private static @Nullable Refused range(AudioFrame frame) {
    if (frame.getEncoding() == FrameEncoding.UNKNOWN) {
      return new Refused(
          PoisonReason.UNKNOWN_ENCODING, "the encoding is newer than this version of Argand");
    }
    Optional<String> badRate = FrameBounds.rate(frame.getSampleRateHz());
    if (badRate.isPresent()) {
      return new Refused(PoisonReason.RATE_OUT_OF_RANGE, badRate.get());
    }
    Optional<String> badChannels = FrameBounds.channels(frame.getChannels());
    if (badChannels.isPresent()) {
      return new Refused(PoisonReason.CHANNELS_OUT_OF_RANGE, badChannels.get());
    }
    long micros = frame.getCaptureTimeMicros();
    if (micros < 0 || micros > MAX_CAPTURE_MICROS) {
      return new Refused(
          PoisonReason.TIME_OUT_OF_RANGE,
          "captureTimeMicros must lie between 1970 and 2200, was " + micros);
    }
    return null;
  }

  private static @Nullable Refused extent(AudioFrame frame) {
    int bytes = frame.getPcm().remaining();
    if (bytes == 0 && !frame.getEndOfSession()) {
      return new Refused(PoisonReason.EMPTY, "pcm may be empty only at the end of a session");
    }
    int frameBytes = bytesPerSample(frame.getEncoding()) * frame.getChannels();
    if (bytes % frameBytes != 0) {
      return new Refused(
          PoisonReason.PARTIAL_SAMPLE_FRAME,
          "pcm must be whole sample frames of %d bytes, has %d bytes".formatted(frameBytes, bytes));
    }
    int sampleFrames = bytes / frameBytes;
    if (sampleFrames > LONGEST.toSeconds() * frame.getSampleRateHz()) {
      return new Refused(
          PoisonReason.TOO_LONG,
          "a frame must be of at most %d s, is of %d s"
              .formatted(LONGEST.toSeconds(), sampleFrames / frame.getSampleRateHz()));
    }
    long first = frame.getFirstSampleIndex();
    if (first < 0 || first > MAX_SAMPLE_INDEX) {
      return new Refused(
          PoisonReason.INDEX_OUT_OF_RANGE, "firstSampleIndex must be in [0, 2^44], was " + first);
    }
    return null;
  }

  private static int bytesPerSample(FrameEncoding encoding) {
    return switch (encoding) {
      case UNKNOWN -> throw new IllegalArgumentException("an encoding was expected, was UNKNOWN");
      case U8 -> 1;
      case S16LE -> 2;
      case S24LE -> 3;
      case S32LE, F32LE -> 4;
      case F64LE -> 8;
    };
  }
}
