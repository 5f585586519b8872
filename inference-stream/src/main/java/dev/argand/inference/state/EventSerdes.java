package dev.argand.inference.state;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Bytes of the store {@code events}, as in {@link StateSerdes}.
 *
 * <p>Version 1: version, session text, 32 bytes of front end, rate (4 bytes), number of events (2),
 * each event: label text, model text, first and last window, first sample, end sample, start and
 * end time, windows (4), peak, sum, threshold (8 each), version (4), generation, flags (1:
 * announced 1, closed 2); then the number of cooldowns (2), each: label text, until sample, until
 * time.
 *
 * <p>Version 2 is version 1, then the number of near misses (2), each: label text, model text,
 * first window, end sample, peak window, its first sample, end sample and start time, score and
 * threshold (8 each), version (4), generation, flags (1: asked 1). It is written where there are
 * any; everything else is written as version 1, byte for byte.
 */
public final class EventSerdes {
  private static final int WITHOUT_NEAR_MISSES = 1;
  private static final int VERSION = 2;
  private static final int DIGEST_BYTES = 32;
  private static final int ANNOUNCED = 1;
  private static final int CLOSED = 2;
  private static final int ASKED = 1;
  private static final int EVENT_BYTES = 6 * Long.BYTES + 4 + 3 * Double.BYTES + 4 + Long.BYTES + 1;
  private static final int NEAR_MISS_BYTES = 6 * Long.BYTES + 2 * Double.BYTES + 4 + Long.BYTES + 1;

  private EventSerdes() {}

  /** Serde of a source's events; null stays null. */
  public static Serde<SourceEvents> events() {
    return Serdes.serdeFrom(
        (topic, events) -> events == null ? null : write(events),
        (topic, bytes) -> bytes == null ? null : read(bytes));
  }

  private static byte[] write(SourceEvents source) {
    byte[] session = ByteWriter.utf8(source.sessionId());
    int size = 1 + 2 + session.length + DIGEST_BYTES + 4 + 2 + 2;
    for (OpenEvent event : source.events()) {
      size += 2 + ByteWriter.utf8(event.label()).length;
      size += 2 + ByteWriter.utf8(event.modelDigest()).length + EVENT_BYTES;
    }
    for (Cooldown cooldown : source.cooldowns()) {
      size += 2 + ByteWriter.utf8(cooldown.label()).length + 2 * Long.BYTES;
    }
    boolean plain = source.nearMisses().isEmpty();
    size += plain ? 0 : 2;
    for (NearMiss miss : source.nearMisses()) {
      size += 2 + ByteWriter.utf8(miss.label()).length;
      size += 2 + ByteWriter.utf8(miss.modelDigest()).length + NEAR_MISS_BYTES;
    }
    ByteWriter out =
        new ByteWriter(size)
            .int8(plain ? WITHOUT_NEAR_MISSES : VERSION)
            .text(session)
            .hex(source.frontEndDigest())
            .int32(source.sampleRateHz())
            .int16(source.events().size());
    source.events().forEach(event -> write(out, event));
    out.int16(source.cooldowns().size());
    for (Cooldown cooldown : source.cooldowns()) {
      out.text(ByteWriter.utf8(cooldown.label()))
          .int64(cooldown.untilSample())
          .int64(cooldown.untilMicros());
    }
    if (!plain) {
      out.int16(source.nearMisses().size());
      source.nearMisses().forEach(miss -> write(out, miss));
    }
    return out.done();
  }

  private static void write(ByteWriter out, NearMiss miss) {
    out.text(ByteWriter.utf8(miss.label()))
        .text(ByteWriter.utf8(miss.modelDigest()))
        .int64(miss.firstWindow())
        .int64(miss.endSample())
        .int64(miss.peakWindow())
        .int64(miss.peakFirstSample())
        .int64(miss.peakEndSample())
        .int64(miss.peakMicros())
        .float64(miss.score())
        .float64(miss.threshold())
        .int32(miss.modelVersion())
        .int64(miss.generation())
        .int8(miss.asked() ? ASKED : 0);
  }

  private static void write(ByteWriter out, OpenEvent event) {
    out.text(ByteWriter.utf8(event.label()))
        .text(ByteWriter.utf8(event.modelDigest()))
        .int64(event.firstWindow())
        .int64(event.lastWindow())
        .int64(event.firstSample())
        .int64(event.endSample())
        .int64(event.startMicros())
        .int64(event.endMicros())
        .int32(event.windows())
        .float64(event.peak())
        .float64(event.sum())
        .float64(event.threshold())
        .int32(event.modelVersion())
        .int64(event.generation())
        .int8((event.announced() ? ANNOUNCED : 0) | (event.closed() ? CLOSED : 0));
  }

  private static SourceEvents read(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int version = in.version("events", WITHOUT_NEAR_MISSES, VERSION);
    String session = in.text();
    String frontEnd = in.hex(DIGEST_BYTES);
    int rate = in.int32();
    int eventCount = in.int16();
    List<OpenEvent> events = new ArrayList<>(eventCount);
    for (int i = 0; i < eventCount; i++) {
      events.add(readEvent(in));
    }
    int cooldownCount = in.int16();
    List<Cooldown> cooldowns = new ArrayList<>(cooldownCount);
    for (int i = 0; i < cooldownCount; i++) {
      cooldowns.add(new Cooldown(in.text(), in.int64(), in.int64()));
    }
    int missCount = version == WITHOUT_NEAR_MISSES ? 0 : in.int16();
    List<NearMiss> nearMisses = new ArrayList<>(missCount);
    for (int i = 0; i < missCount; i++) {
      nearMisses.add(readNearMiss(in));
    }
    return new SourceEvents(session, frontEnd, rate, events, cooldowns, nearMisses);
  }

  private static NearMiss readNearMiss(ByteReader in) {
    String label = in.text();
    String model = in.text();
    long firstWindow = in.int64();
    long endSample = in.int64();
    long peakWindow = in.int64();
    long peakFirstSample = in.int64();
    long peakEndSample = in.int64();
    long peakMicros = in.int64();
    float score = (float) in.float64();
    float threshold = (float) in.float64();
    int modelVersion = in.int32();
    long generation = in.int64();
    return new NearMiss(
        label,
        firstWindow,
        endSample,
        peakWindow,
        peakFirstSample,
        peakEndSample,
        peakMicros,
        score,
        threshold,
        model,
        modelVersion,
        generation,
        (in.unsignedByte() & ASKED) != 0);
  }

  private static OpenEvent readEvent(ByteReader in) {
    String label = in.text();
    String model = in.text();
    long firstWindow = in.int64();
    long lastWindow = in.int64();
    long firstSample = in.int64();
    long endSample = in.int64();
    long startMicros = in.int64();
    long endMicros = in.int64();
    int windows = in.int32();
    float peak = (float) in.float64();
    double sum = in.float64();
    float threshold = (float) in.float64();
    int version = in.int32();
    long generation = in.int64();
    int flags = in.unsignedByte();
    return new OpenEvent(
        label,
        firstWindow,
        lastWindow,
        windows,
        firstSample,
        endSample,
        startMicros,
        endMicros,
        peak,
        sum,
        threshold,
        model,
        version,
        generation,
        (flags & ANNOUNCED) != 0,
        (flags & CLOSED) != 0);
  }
}
