package dev.argand.search.run;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.argand.network.LoadGate;
import dev.argand.network.Recognizer;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.onnx.OnnxExport;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.WindowSampler;
import dev.argand.signal.Features;
import dev.argand.signal.FrontEnd;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A bundle's model in ONNX Runtime beside itself. */
final class OnnxScores {
  private OnnxScores() {}

  /** The greatest difference of a score over the first windows of clips of every sort. */
  static double worst(Path file, List<LabeledClip> clips, int count) throws Exception {
    Bundle bundle = Bundle.read(file);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    double worst = 0;
    try (Recognizer own = LoadGate.load(bundle);
        OrtSession session = environment.createSession(OnnxExport.of(bundle))) {
      FrontEnd frontEnd = own.frontEnd();
      for (int i = 0; i < count; i++) {
        LabeledClip clip = clips.get((int) ((long) i * clips.size() / count));
        float[] window = WindowSampler.evaluationWindows(frontEnd, clip).get(0);
        float[] features = Features.window(frontEnd, window);
        float[] expected = own.scores(features);
        float[] found = scores(environment, session, features, frontEnd);
        for (int k = 0; k < expected.length; k++) {
          double difference = Math.abs(found[k] - expected[k]);
          worst = Double.isNaN(difference) ? Double.NaN : Math.max(worst, difference);
        }
      }
    }
    return worst;
  }

  private static float[] scores(
      OrtEnvironment environment, OrtSession session, float[] features, FrontEnd frontEnd)
      throws Exception {
    long[] shape = {1, 2, frontEnd.melBands(), frontEnd.frames()};
    try (OnnxTensor input =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(features), shape);
        OrtSession.Result result = session.run(Map.of(OnnxExport.FEATURES, input))) {
      return ((float[][]) result.get(0).getValue())[0];
    }
  }
}
