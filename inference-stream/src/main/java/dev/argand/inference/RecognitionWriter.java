package dev.argand.inference;

import dev.argand.schemas.WindowId;
import dev.argand.schemas.avro.QualityFlag;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.schemas.avro.WindowDecision;
import dev.argand.signal.FrontEnd;
import dev.argand.signal.Level;
import java.util.ArrayList;
import java.util.List;

/** Makes the record of one classified window. */
final class RecognitionWriter {
  private RecognitionWriter() {}

  /**
   * The recognition of window k of a session.
   *
   * @param arrivalMillis when Kafka had the frame that completed it
   * @throws IllegalStateException if the model gave another number of scores than it has labels
   */
  static Recognition write(
      OpenSession session,
      Route route,
      Champion champion,
      long k,
      float[] scores,
      HearingRule hearing,
      long arrivalMillis) {
    Model model = champion.model();
    if (scores.length != model.labels().size()) {
      throw new IllegalStateException(
          "model %s must give %d scores, gave %d"
              .formatted(model.digest(), model.labels().size(), scores.length));
    }
    FrontEnd frontEnd = champion.frontEnd();
    int rate = session.sampleRateHz();
    long start = frontEnd.sourceStart(k, rate);
    long end = frontEnd.sourceEnd(k, rate);
    int best = best(scores);
    String label = model.labels().get(best);
    double threshold = model.thresholds().get(best);
    Level level = session.level(start, end);
    int background = model.labels().indexOf(model.backgroundLabel());
    WindowDecision decision = hearing.decision().decide(scores, best, threshold, background, level);
    long endMicros = session.micros(end);
    List<QualityFlag> quality = hearing.quality().flags(level, rate, frontEnd);
    if (session.isAfterGap(frontEnd, k)) {
      quality.add(QualityFlag.AFTER_GAP);
    }
    if (hearing.quality().isLate(endMicros, arrivalMillis)) {
      quality.add(QualityFlag.LATE);
    }
    if (decision == WindowDecision.NOT_A_NUMBER) {
      quality.add(QualityFlag.NON_FINITE);
    }
    return new Recognition(
        WindowId.of(session.sourceId(), session.sessionId(), route, champion.frontEndDigest(), k),
        session.sourceId(),
        session.sessionId(),
        route,
        champion.frontEndDigest(),
        k,
        start,
        end - start,
        rate,
        session.micros(start),
        endMicros,
        model.digest(),
        champion.version(),
        champion.generation(),
        label,
        scores[best],
        (float) threshold,
        decision == WindowDecision.ACCEPTED,
        boxed(scores),
        decision,
        level.samples() == 0 ? null : (float) level.dbfs(),
        quality);
  }

  /** Whether every score is a number. */
  static boolean finite(float[] scores) {
    for (float score : scores) {
      if (!Float.isFinite(score)) {
        return false;
      }
    }
    return true;
  }

  /** Index of the highest score, the first among equals; scores that are no number never win. */
  private static int best(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best] || Float.isNaN(scores[best])) {
        best = i;
      }
    }
    return best;
  }

  private static List<Float> boxed(float[] scores) {
    List<Float> boxed = new ArrayList<>(scores.length);
    for (float score : scores) {
      boxed.add(score);
    }
    return boxed;
  }
}
