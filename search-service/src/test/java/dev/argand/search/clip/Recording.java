package dev.argand.search.clip;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import dev.argand.signal.CounterRandom;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A session whose every sample differs from its neighbours, cut into frames at will. */
record Recording(String session, int rate, byte[] pcm, long startMicros) {
  static final String SOURCE = "porch";

  /** Kafka's timestamp of every frame: capture times alone say how much audio may be missing. */
  static final long ARRIVED = 1_772_000_060_000L;

  static Recording of(String session, int rate, int samples, long startMicros) {
    byte[] pcm = new byte[2 * samples];
    CounterRandom.of(session.hashCode()).nextBytes(pcm);
    return new Recording(session, rate, pcm, startMicros);
  }

  int samples() {
    return pcm.length / 2;
  }

  byte[] bytes(long first, long end) {
    return Arrays.copyOfRange(pcm, (int) (2 * first), (int) (2 * end));
  }

  /** UTC microseconds of a sample, as a frame that ended there would say. */
  long micros(long sample) {
    return startMicros + sample * 1_000_000L / rate;
  }

  AudioFrame frame(long first, long end, boolean last) {
    return new AudioFrame(
        SOURCE,
        session,
        first,
        rate,
        1,
        FrameEncoding.S16LE,
        micros(end),
        ByteBuffer.wrap(bytes(first, end)),
        last);
  }

  AudioFrame lastWord() {
    return frame(samples(), samples(), true);
  }

  /** Frames of random lengths from a sample on, some of them twice, some overlapping. */
  List<AudioFrame> frames(CounterRandom random, int longest) {
    List<AudioFrame> frames = new ArrayList<>();
    long at = 0;
    while (at < samples()) {
      long end = Math.min(samples(), at + 1 + random.nextInt(longest));
      long from = random.nextInt(4) == 0 ? Math.max(0, at - random.nextInt(longest)) : at;
      frames.add(frame(from, end, false));
      if (random.nextInt(5) == 0) {
        frames.add(frames.get(random.nextInt(frames.size())));
      }
      at = end;
    }
    return frames;
  }

  /** Frames of a tenth of a second or less that come up to half a second of audio late. */
  List<AudioFrame> lateFrames(CounterRandom random) {
    List<AudioFrame> frames = new ArrayList<>(frames(random, rate / 10));
    frames.add(lastWord());
    Map<AudioFrame, Long> moments = new IdentityHashMap<>();
    for (AudioFrame frame : frames) {
      long end = frame.getFirstSampleIndex() + frame.getPcm().remaining() / 2;
      moments.put(frame, end + random.nextInt(rate / 2));
    }
    frames.sort(Comparator.comparingLong(frame -> moments.getOrDefault(frame, 0L)));
    return frames;
  }

  static Wanted wanted(String id, Stretch stretch) {
    return new Wanted(id, SOURCE, null, stretch, null, 0);
  }
}
