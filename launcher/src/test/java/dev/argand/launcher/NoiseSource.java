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
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One session of random audio, made frame by frame, and what must be recognised in it. */
final class NoiseSource {
  private static final long EPOCH_MICROS = 1_700_000_000_000_000L;
  private static final String SESSION = "1700000000000-00000001";

  private final String sourceId;
  private final PcmFormat format;
  private final CounterRandom random;
  private final ByteArrayOutputStream pcm = new ByteArrayOutputStream();

  NoiseSource(String sourceId, int sampleRateHz, CounterRandom random) {
    this(sourceId, new PcmFormat(sampleRateHz, 1, PcmEncoding.S16LE), random);
  }

  /** Random bytes are random samples in every integer encoding. */
  NoiseSource(String sourceId, PcmFormat format, CounterRandom random) {
    this.sourceId = sourceId;
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
    byte[] all = pcm.toByteArray();
    return Arrays.copyOfRange(
        all, (int) first * frameBytes, (int) Math.min(all.length, end * frameBytes));
  }

  /** The next 100 ms. */
  AudioFrame next() {
    byte[] bytes = new byte[format.sampleRateHz() / 10 * format.bytesPerSampleFrame()];
    random.nextBytes(bytes);
    return frame(bytes, false);
  }

  AudioFrame lastWord() {
    return frame(new byte[0], true);
  }

  private AudioFrame frame(byte[] bytes, boolean last) {
    long first = sampleFrames();
    pcm.writeBytes(bytes);
    long end = sampleFrames();
    return new AudioFrame(
        sourceId,
        SESSION,
        first,
        format.sampleRateHz(),
        format.channels(),
        FrameEncoding.valueOf(format.encoding().name()),
        EPOCH_MICROS + Math.round(end * 1e6 / format.sampleRateHz()),
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
            DetectionId.of(sourceId, SESSION, name, frontEnd, stretch.first()),
            List.of((long) stretch.first(), (long) stretch.last(), (long) stretch.windows()));
      }
    }
    return expected;
  }

  private long sampleFrames() {
    return pcm.size() / format.bytesPerSampleFrame();
  }

  /** Scores by window id of an uninterrupted run, from the batch features. */
  Map<String, List<Float>> expected(EnergyModel model) {
    byte[] bytes = pcm.toByteArray();
    float[] samples = new float[(int) sampleFrames()];
    new PcmDecoder(format, ChannelSelection.MIX).decode(bytes, 0, bytes.length, samples, 0);
    float[][] features =
        Features.all(model.frontEnd(), new AudioClip(samples, format.sampleRateHz()));
    String frontEnd = model.frontEnd().digest();
    Map<String, List<Float>> windows = new LinkedHashMap<>();
    for (int k = 0; k < features.length; k++) {
      List<Float> scores = new ArrayList<>();
      for (float score : model.scores(features[k])) {
        scores.add(score);
      }
      windows.put(WindowId.of(sourceId, SESSION, Route.CHAMPION, frontEnd, k), scores);
    }
    return windows;
  }
}
