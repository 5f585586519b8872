package dev.argand.launcher.bench;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import dev.argand.signal.CounterRandom;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sources of noise that all speak at the pace of the clock, or as fast as they are asked to. Their
 * sessions begin spread over a window's hop, so that their windows do not end all at once, as those
 * of real sources do not.
 *
 * <p>Not thread-safe.
 */
final class NoiseTalkers {
  private static final int NOISE_BYTES = 320_000;
  private static final AvroCodec<AudioFrame> CODEC = AvroCodec.of(AudioFrame.class);

  private final Producer<String, byte[]> producer;
  private final String topic;
  private final StreamCase what;
  private final String name;
  private final int sources;
  private final String sessionId;
  private final byte[] noise;
  private final long[] spoken;
  private long sentFrames;

  /**
   * Sources that have not spoken yet.
   *
   * @param name begins each source's id
   */
  NoiseTalkers(
      Producer<String, byte[]> producer,
      String topicPrefix,
      StreamCase what,
      String name,
      int sources) {
    this.producer = producer;
    this.topic = Topic.AUDIO_FRAMES.topicName(topicPrefix);
    this.what = what;
    this.name = name;
    this.sources = sources;
    this.sessionId = "%013d-%08x".formatted(System.currentTimeMillis(), sources);
    this.noise = new byte[NOISE_BYTES];
    CounterRandom.of(1).at(name).nextBytes(noise);
    this.spoken = new long[sources];
  }

  int sources() {
    return sources;
  }

  /** Samples of a source that have been sent. */
  long samples(int source) {
    return spoken[source] * what.frameSamples();
  }

  /** The session of every source. */
  String sessionId() {
    return sessionId;
  }

  /** Audio that has been sent, over all sources. */
  double sentSeconds() {
    return (double) sentFrames * what.frameSamples() / StreamCase.SAMPLE_RATE_HZ;
  }

  /** Sends a frame of each source at once. */
  void round() {
    for (int i = 0; i < sources; i++) {
      send(i, false);
    }
  }

  /**
   * Speaks at the pace of the clock until told to stop; can go on later.
   *
   * @param hopNanos what the beginnings are spread over
   * @param until asked between frames
   */
  void speak(long hopNanos, BooleanSupplier until) {
    long begin = System.nanoTime();
    long frame = what.frameNanos();
    long[] first = new long[sources];
    for (int i = 0; i < sources; i++) {
      first[i] = spoken[i] > 0 ? (long) i * frame / sources : (long) i * hopNanos / sources;
    }
    Integer[] byPhase = new Integer[sources];
    for (int i = 0; i < sources; i++) {
      byPhase[i] = i;
    }
    Arrays.sort(byPhase, Comparator.comparingLong(i -> first[i] % frame));
    for (long cycle = 0; ; cycle++) {
      for (int i : byPhase) {
        long due = begin + cycle * frame + first[i] % frame;
        if (cycle < first[i] / frame) {
          continue;
        }
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        if (until.getAsBoolean()) {
          return;
        }
        send(i, false);
      }
    }
  }

  /** Ends every session, so that nothing is kept of it. */
  void fallSilent() {
    for (int i = 0; i < sources; i++) {
      send(i, true);
    }
    producer.flush();
  }

  private void send(int source, boolean last) {
    int length = last ? 0 : what.frameBytes();
    long at = (spoken[source] + source * 37L) % (NOISE_BYTES / what.frameBytes());
    String sourceId = name + "-" + source;
    AudioFrame frame =
        new AudioFrame(
            sourceId,
            sessionId,
            spoken[source] * what.frameSamples(),
            StreamCase.SAMPLE_RATE_HZ,
            1,
            FrameEncoding.S16LE,
            System.currentTimeMillis() * 1_000,
            ByteBuffer.wrap(noise, (int) at * what.frameBytes(), length).slice(),
            last);
    producer.send(new ProducerRecord<>(topic, sourceId, CODEC.encode(frame)));
    if (!last) {
      spoken[source]++;
      sentFrames++;
    }
  }
}
