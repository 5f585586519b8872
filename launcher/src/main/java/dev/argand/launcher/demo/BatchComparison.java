package dev.argand.launcher.demo;

import dev.argand.launcher.recognition.ClipRecognition;
import dev.argand.launcher.recognition.HeardWindow;
import dev.argand.network.Recognizer;
import dev.argand.schemas.avro.Recognition;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The batch evaluation of the audio that was streamed, beside what was heard live.
 *
 * @param accuracy of the batch, judged as live
 * @param worstDifference greatest difference of any score of any window
 * @param otherDecisions windows on which the two decide differently
 * @param unexplained those among them whose scores are not within the tolerance of a threshold
 */
record BatchComparison(
    double accuracy, double worstDifference, int otherDecisions, int unexplained) {
  /** How far scores of the same window may lie apart: libtorch picks kernels by shape. */
  static final double TOLERANCE = 1e-5;

  /** Hears every source again, as a whole. */
  static BatchComparison of(Recognizer model, List<LiveSource> sources, LiveResult live)
      throws IOException {
    String background = model.manifest().backgroundLabel();
    Tally tally = new Tally();
    double worst = 0;
    int other = 0;
    int unexplained = 0;
    for (LiveSource source : sources) {
      Map<Long, Recognition> heard = live.heard().getOrDefault(source.id(), Map.of());
      for (HeardWindow window :
          ClipRecognition.windows(model, source.scene().audio(), source.id())) {
        String truth = source.truth(model.frontEnd(), window.index());
        String said = window.accepted() ? window.label() : background;
        if (truth != null) {
          tally.add(said.equals(truth));
        }
        Recognition recognition = heard.get(window.index());
        if (recognition == null) {
          other++;
          unexplained++;
          continue;
        }
        worst = Math.max(worst, difference(window.scores(), recognition.getScores()));
        String saidLive = recognition.getAccepted() ? recognition.getLabel() : background;
        if (!said.equals(saidLive)) {
          other++;
          unexplained += isClose(window) ? 0 : 1;
        }
      }
    }
    return new BatchComparison(tally.accuracy(), worst, other, unexplained);
  }

  /** Whether live and batch agree as far as they must. */
  boolean agrees() {
    return worstDifference <= TOLERANCE && unexplained == 0;
  }

  private static boolean isClose(HeardWindow window) {
    List<Float> sorted = window.scores().stream().sorted().toList();
    boolean tied =
        sorted.size() > 1
            && sorted.get(sorted.size() - 1) - sorted.get(sorted.size() - 2) <= 2 * TOLERANCE;
    return tied || Math.abs(window.score() - window.threshold()) <= TOLERANCE;
  }

  private static double difference(List<Float> one, List<Float> other) {
    if (one.size() != other.size()) {
      return Double.POSITIVE_INFINITY;
    }
    double worst = 0;
    for (int i = 0; i < one.size(); i++) {
      worst = Math.max(worst, Math.abs((double) one.get(i) - other.get(i)));
    }
    return worst;
  }
}
