package dev.argand.inference;

import dev.argand.schemas.WindowId;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.signal.AudioClip;
import dev.argand.signal.Features;
import dev.argand.signal.FrontEnd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What recognition must say, from the batch features of whole clips. */
final class Oracle {
  private Oracle() {}

  /** Scores of every window of a session that is one segment, by window id, in order. */
  static Map<String, List<Float>> windows(TestAudio audio, Model model) {
    return windows(audio, model, 0, audio.sampleFrames());
  }

  /**
   * Scores of every window that lies within samples [from, end) of a session. The segment before is
   * silence, as it is for a resampler that starts there.
   */
  static Map<String, List<Float>> windows(TestAudio audio, Model model, int from, int end) {
    float[] padded = new float[end];
    System.arraycopy(audio.clip(from, end).samples(), 0, padded, from, end - from);
    int rate = audio.format().sampleRateHz();
    FrontEnd frontEnd = model.frontEnd();
    float[][] features = Features.all(frontEnd, new AudioClip(padded, rate));
    Map<String, List<Float>> windows = new LinkedHashMap<>();
    for (int k = 0; k < features.length; k++) {
      if (frontEnd.sourceStart(k, rate) >= from) {
        String id =
            WindowId.of(audio.sourceId(), audio.sessionId(), Route.CHAMPION, frontEnd.digest(), k);
        windows.put(id, boxed(model.scores(features[k])));
      }
    }
    return windows;
  }

  /** The same view of what came out; a window id that came twice fails. */
  static Map<String, List<Float>> windows(List<Recognition> recognitions) {
    Map<String, List<Float>> windows = new LinkedHashMap<>();
    for (Recognition recognition : recognitions) {
      if (windows.put(recognition.getWindowId(), recognition.getScores()) != null) {
        throw new AssertionError("twice: " + recognition.getWindowId());
      }
    }
    return windows;
  }

  private static List<Float> boxed(float[] scores) {
    List<Float> boxed = new ArrayList<>();
    for (float score : scores) {
      boxed.add(score);
    }
    return boxed;
  }
}
