package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.DetectionId;
import dev.argand.schemas.avro.Detection;
import dev.argand.schemas.avro.DetectionState;
import dev.argand.testkit.SmoothingOracle;
import dev.argand.testkit.SmoothingOracle.Stretch;
import dev.argand.testkit.SmoothingOracle.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What detections must come of the windows of one session. */
final class DetectionOracle {
  private DetectionOracle() {}

  /** A detection but for its times, which depend on how audio was cut by a microsecond. */
  record Expected(
      long firstWindow,
      long lastWindow,
      int windows,
      long firstSample,
      long sampleCount,
      float threshold,
      float peak,
      float mean) {
    static Expected of(Detection detection) {
      return new Expected(
          detection.getFirstWindowIndex(),
          detection.getLastWindowIndex(),
          detection.getWindowCount(),
          detection.getFirstSampleIndex(),
          detection.getSampleCount(),
          detection.getThreshold(),
          detection.getPeakScore(),
          detection.getMeanScore());
    }
  }

  /** One window's scores, by its number. */
  record Scored(long k, List<Float> scores) {}

  /** Detections by id. */
  static Map<String, Expected> detections(
      String sourceId,
      String sessionId,
      int rateHz,
      Model model,
      DetectionRule rule,
      List<Scored> windows) {
    Map<String, Expected> expected = new TreeMap<>();
    for (int label = 0; label < model.labels().size(); label++) {
      String name = model.labels().get(label);
      if (name.equals(model.backgroundLabel())) {
        continue;
      }
      double threshold = model.thresholds().get(label);
      List<Window> seen = new ArrayList<>();
      for (Scored window : windows) {
        float score = window.scores().get(label);
        boolean best = window.scores().indexOf(max(window.scores())) == label;
        seen.add(
            new Window(
                model.frontEnd().sourceStart(window.k(), rateHz),
                model.frontEnd().sourceEnd(window.k(), rateHz),
                score,
                best && score >= threshold,
                score >= rule.release() * threshold));
      }
      for (Stretch stretch : SmoothingOracle.stretches(seen, inSamples(rule, rateHz))) {
        long first = windows.get(stretch.first()).k();
        long start = seen.get(stretch.first()).start();
        expected.put(
            DetectionId.of(sourceId, sessionId, name, model.frontEnd().digest(), first),
            new Expected(
                first,
                windows.get(stretch.last()).k(),
                stretch.windows(),
                start,
                seen.get(stretch.last()).end() - start,
                (float) threshold,
                stretch.peak(),
                stretch.mean()));
      }
    }
    return expected;
  }

  /** The newest of each id; fails unless each begins as open, alternates, and ends as closed. */
  static Map<String, Expected> newest(List<Detection> written) {
    Map<String, List<Detection>> byId = new LinkedHashMap<>();
    written.forEach(d -> byId.computeIfAbsent(d.getDetectionId(), id -> new ArrayList<>()).add(d));
    Map<String, Expected> newest = new TreeMap<>();
    byId.forEach(
        (id, all) -> {
          for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).getState())
                .as("%s, record %d of %s", id, i, all)
                .isEqualTo(i % 2 == 0 ? DetectionState.OPEN : DetectionState.CLOSED);
          }
          assertThat(all.size() % 2).as("%s is still open", id).isZero();
          newest.put(id, Expected.of(all.get(all.size() - 1)));
        });
    return newest;
  }

  private static SmoothingOracle.Rule inSamples(DetectionRule rule, int rateHz) {
    return new SmoothingOracle.Rule(
        (rule.minLength().toMillis() * rateHz + 999) / 1_000,
        rule.mergeGap().toMillis() * rateHz / 1_000,
        (rule.cooldown().toMillis() * rateHz + 999) / 1_000,
        (rule.maxLength().toMillis() * rateHz + 999) / 1_000 + 1);
  }

  private static float max(List<Float> scores) {
    return scores.stream().max(Float::compare).orElseThrow();
  }
}
