package dev.argand.inference;

import dev.argand.inference.Incoming.Frame;
import dev.argand.inference.Incoming.Poison;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.FrameBounds;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads bytes into a frame, or says why they are none. Holds no state of any source. */
final class FrameReader {
  /** All windows of a frame are asked of the model in one call, within one transaction. */
  static final Duration LONGEST = Duration.ofSeconds(10);

  /** What {@code audio.frames} takes of an uncompressed record; a compressed one may hide more. */
  static final int MAX_RECORD_BYTES = 1 << 20;

  /** At 384 kHz more than a year; times any rate it still fits 63 bits. */
  static final long MAX_SAMPLE_INDEX = 1L << 44;

  /** 2200-01-01. */
  static final long MAX_CAPTURE_MICROS = 7_258_118_400_000_000L;

  private final AvroCodec<AudioFrame> codec = AvroCodec.of(AudioFrame.class);

  /**
   * Reads a record.
   *
   * @param arrivedAtMillis Kafka's timestamp of the record
   */
  Incoming read(byte @Nullable [] key, byte @Nullable [] value, long arrivedAtMillis) {
    if (value == null) {
      return new Poison(PoisonReason.UNDECODABLE, "the record has no value");
    }
    if (value.length > MAX_RECORD_BYTES) {
      return new Poison(
          PoisonReason.TOO_LARGE,
          "a record must have at most %d bytes, has %d".formatted(MAX_RECORD_BYTES, value.length));
    }
    AudioFrame wire;
    try {
      wire = codec.decode(value);
    } catch (WireFormatException e) {
      PoisonReason reason =
          e.reason() == WireFormatException.Reason.UNKNOWN_SCHEMA
              ? PoisonReason.UNKNOWN_SCHEMA
              : PoisonReason.UNDECODABLE;
      return new Poison(reason, String.valueOf(e.getMessage()));
    }
    Poison identity = identity(key, wire, arrivedAtMillis);
    if (identity != null) {
      return identity;
    }
    PcmEncoding encoding = encoding(wire.getEncoding());
    if (encoding == null) {
      return new Poison(
          PoisonReason.UNKNOWN_ENCODING, "the encoding is newer than this version of Argand");
    }
    Poison range = range(wire);
    if (range != null) {
      return range;
    }
    PcmFormat format = new PcmFormat(wire.getSampleRateHz(), wire.getChannels(), encoding);
    Poison extent = extent(wire, format);
    if (extent != null) {
      return extent;
    }
    return new Frame(
        wire.getSourceId(),
        wire.getSessionId(),
        wire.getFirstSampleIndex(),
        format,
        wire.getCaptureTimeMicros(),
        wire.getPcm(),
        wire.getEndOfSession());
  }

  private static @Nullable Poison identity(
      byte @Nullable [] key, AudioFrame wire, long arrivedAtMillis) {
    Optional<String> badId =
        FrameBounds.id("sourceId", wire.getSourceId())
            .or(() -> FrameBounds.id("sessionId", wire.getSessionId()));
    if (badId.isPresent()) {
      return badIdentity(badId.get());
    }
    if (wire.getSessionId().indexOf('/') >= 0) {
      return badIdentity("sessionId must not hold a slash, was " + wire.getSessionId());
    }
    if (!Arrays.equals(key, wire.getSourceId().getBytes(StandardCharsets.UTF_8))) {
      String found = key == null ? "missing" : new String(key, StandardCharsets.UTF_8);
      return new Poison(
          PoisonReason.KEY_MISMATCH,
          "the key must be the sourceId " + wire.getSourceId() + ", is " + found);
    }
    if (SessionDate.isFuture(wire.getSessionId(), arrivedAtMillis)) {
      return new Poison(
          PoisonReason.FUTURE_SESSION,
          "a session may begin at most %d s after Kafka has its frames, %s is %d s ahead"
              .formatted(
                  SessionDate.MOST_AHEAD.toSeconds(),
                  wire.getSessionId(),
                  SessionDate.aheadMillis(wire.getSessionId(), arrivedAtMillis) / 1_000));
    }
    return null;
  }

  private static Poison badIdentity(String detail) {
    return new Poison(PoisonReason.BAD_IDENTITY, detail);
  }

  private static @Nullable Poison range(AudioFrame wire) {
    Optional<String> badRate = FrameBounds.rate(wire.getSampleRateHz());
    if (badRate.isPresent()) {
      return new Poison(PoisonReason.RATE_OUT_OF_RANGE, badRate.get());
    }
    Optional<String> badChannels = FrameBounds.channels(wire.getChannels());
    if (badChannels.isPresent()) {
      return new Poison(PoisonReason.CHANNELS_OUT_OF_RANGE, badChannels.get());
    }
    long micros = wire.getCaptureTimeMicros();
    if (micros < 0 || micros > MAX_CAPTURE_MICROS) {
      return new Poison(
          PoisonReason.TIME_OUT_OF_RANGE,
          "captureTimeMicros must lie between 1970 and 2200, was " + micros);
    }
    return null;
  }

  private static @Nullable Poison extent(AudioFrame wire, PcmFormat format) {
    int bytes = wire.getPcm().remaining();
    if (bytes == 0 && !wire.getEndOfSession()) {
      return new Poison(PoisonReason.EMPTY, "pcm may be empty only at the end of a session");
    }
    if (bytes % format.bytesPerSampleFrame() != 0) {
      return new Poison(
          PoisonReason.PARTIAL_SAMPLE_FRAME,
          "pcm must be whole sample frames of %d bytes, has %d bytes"
              .formatted(format.bytesPerSampleFrame(), bytes));
    }
    int sampleFrames = bytes / format.bytesPerSampleFrame();
    if (sampleFrames > LONGEST.toSeconds() * format.sampleRateHz()) {
      return new Poison(
          PoisonReason.TOO_LONG,
          "a frame must be of at most %d s, is of %d s"
              .formatted(LONGEST.toSeconds(), sampleFrames / format.sampleRateHz()));
    }
    long first = wire.getFirstSampleIndex();
    if (first < 0 || first > MAX_SAMPLE_INDEX) {
      return new Poison(
          PoisonReason.INDEX_OUT_OF_RANGE, "firstSampleIndex must be in [0, 2^44], was " + first);
    }
    return null;
  }

  private static @Nullable PcmEncoding encoding(FrameEncoding encoding) {
    return switch (encoding) {
      case UNKNOWN -> null;
      case U8 -> PcmEncoding.U8;
      case S16LE -> PcmEncoding.S16LE;
      case S24LE -> PcmEncoding.S24LE;
      case S32LE -> PcmEncoding.S32LE;
      case F32LE -> PcmEncoding.F32LE;
      case F64LE -> PcmEncoding.F64LE;
    };
  }
}
