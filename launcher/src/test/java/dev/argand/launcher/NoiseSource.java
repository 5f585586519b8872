package dev.argand.launcher;

import dev.argand.inference.DetectionRule;
import dev.argand.schemas.DetectionId;
import dev.argand.schemas.WindowId;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import dev.argand.schemas.avro.Route;
import dev.argand.signal.AudioClip;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.Features;
import dev.argand.signal.PcmDecoder;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import dev.argand.testkit.SmoothingOracle;
import dev.argand.testkit.SmoothingOracle.Rule;
import dev.argand.testkit.SmoothingOracle.Stretch;
import dev.argand.testkit.SmoothingOracle.Window;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One session of random audio, made frame by frame, and what must be recognised in it. Nothing is
 * kept of the audio: it can be made again.
 */
final class NoiseSource {
  private static final long EPOCH_MILLIS = 1_700_000_000_000L;

  private final String sourceId;
  private final String sessionId;
  private final long beginMicros;
  private final PcmFormat format;
  private final CounterRandom random;
  private int frames;

  NoiseSource(String sourceId, int sampleRateHz, CounterRandom random) {
    this(sourceId, 0, sampleRateHz, random);
  }

  /** Random bytes are random samples in every integer encoding. */
  NoiseSource(String sourceId, PcmFormat format, CounterRandom random) {
    this(sourceId, 0, format, random);
  }

  /**
   * A session.
   *
   * @param number of the source's sessions, which begin a day apart: no cooldown lasts that long
   */
  NoiseSource(String sourceId, int number, int sampleRateHz, CounterRandom random) {
    this(sourceId, number, new PcmFormat(sampleRateHz, 1, PcmEncoding.S16LE), random);
  }

  private NoiseSource(String sourceId, int number, PcmFormat format, CounterRandom random) {
    long beginMillis = EPOCH_MILLIS + Duration.ofDays(number).toMillis();
    this.sourceId = sourceId;
    this.sessionId = "%013d-%08x".formatted(beginMillis, 1);
    this.beginMicros = beginMillis * 1_000;
    this.format = format;
    this.random = random;
  }

  String sourceId() {
    return sourceId;
  }

  PcmFormat format() {
    return format;
  }

  /** Samples [first, end) of what has been made, as far as it goes. */
  byte[] bytes(long first, long end) {
    int frameBytes = format.bytesPerSampleFrame();
    int length = samplesPerFrame() * frameBytes;
    byte[] all = new byte[frames * length];
    for (int i = 0; i < frames; i++) {
      System.arraycopy(pcm(i), 0, all, i * length, length);
    }
    return Arrays.copyOfRange(
        all, (int) first * frameBytes, (int) Math.min(all.length, end * frameBytes));
  }

  boolean hasSpoken() {
    return frames > 0;
  }

  /** The next 100 ms. */
  AudioFrame next() {
    return frame(pcm(frames++), sampleFrames(), false);
  }

  /**
   * 100 ms that nobody is to hear: they come when a later session has begun.
   *
   * @param ahead how many such frames come before it
   */
  AudioFrame tooLate(int ahead) {
    return frame(pcm(frames + ahead), sampleFrames() + (ahead + 1L) * samplesPerFrame(), false);
  }

  AudioFrame lastWord() {
    return frame(new byte[0], sampleFrames(), true);
  }

  private byte[] pcm(int number) {
    byte[] bytes = new byte[samplesPerFrame() * format.bytesPerSampleFrame()];
    random.at(number).nextBytes(bytes);
    return bytes;
  }

  private AudioFrame frame(byte[] bytes, long end, boolean last) {
    return new AudioFrame(
        sourceId,
        sessionId,
        end - bytes.length / format.bytesPerSampleFrame(),
        format.sampleRateHz(),
        format.channels(),
        FrameEncoding.valueOf(format.encoding().name()),
        beginMicros + Math.round(end * 1e6 / format.sampleRateHz()),
        ByteBuffer.wrap(bytes),
        last);
  }

  /** Detections by id of an uninterrupted run: first and last window, and how many carry it. */
  Map<String, List<Long>> expectedDetections(EnergyModel model) {
    List<List<Float>> scores = List.copyOf(expected(model).values());
    int rate = format.sampleRateHz();
    DetectionRule rule = CrashChild.DETECTIONS;
    Rule inSamples =
        new Rule(
            rule.minLength().toMillis() * rate / 1_000,
            rule.mergeGap().toMillis() * rate / 1_000,
            rule.cooldown().toMillis() * rate / 1_000,
            rule.maxLength().toMillis() * rate / 1_000 + 1);
    String frontEnd = model.frontEnd().digest();
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    for (int label = 1; label < model.labels().size(); label++) {
      double threshold = model.thresholds().get(label);
      List<Window> windows = new ArrayList<>();
      for (int k = 0; k < scores.size(); k++) {
        List<Float> all = scores.get(k);
        float score = all.get(label);
        boolean best = all.indexOf(Collections.max(all)) == label;
        windows.add(
            new Window(
                model.frontEnd().sourceStart(k, rate),
                model.frontEnd().sourceEnd(k, rate),
                score,
                best && score >= threshold,
                score >= rule.release() * threshold));
      }
      String name = model.labels().get(label);
      for (Stretch stretch : SmoothingOracle.stretches(windows, inSamples)) {
        expected.put(
            DetectionId.of(sourceId, sessionId, name, frontEnd, stretch.first()),
            List.of((long) stretch.first(), (long) stretch.last(), (long) stretch.windows()));
      }
    }
    return expected;
  }

  private int samplesPerFrame() {
    return format.sampleRateHz() / 10;
  }

  private long sampleFrames() {
    return (long) frames * samplesPerFrame();
  }

  /** Scores by window id of an uninterrupted run, from the batch features. */
  Map<String, List<Float>> expected(EnergyModel model) {
    float[] samples = new float[(int) sampleFrames()];
    PcmDecoder decoder = new PcmDecoder(format, ChannelSelection.MIX);
    for (int i = 0; i < frames; i++) {
      byte[] bytes = pcm(i);
      decoder.decode(bytes, 0, bytes.length, samples, i * samplesPerFrame());
    }
    float[][] features =
        Features.all(model.frontEnd(), new AudioClip(samples, format.sampleRateHz()));
    String frontEnd = model.frontEnd().digest();
    Map<String, List<Float>> windows = new LinkedHashMap<>();
    for (int k = 0; k < features.length; k++) {
      List<Float> scores = new ArrayList<>();
      for (float score : model.scores(features[k])) {
        scores.add(score);
      }
      windows.put(WindowId.of(sourceId, sessionId, Route.CHAMPION, frontEnd, k), scores);
    }
    return windows;
  }
}
