package dev.argand.network;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.ModelFormatException;
import dev.argand.network.onnx.OnnxExport;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The bundle's ONNX form on ONNX Runtime, in the calling thread alone.
 *
 * <p>Calls share the session, which may be called from any thread; the input's memory outside the
 * heap is taken from those that earlier calls gave back, so that there are as many as calls at
 * once.
 */
final class OnnxScorer implements Scorer {
  private final NetworkSpec spec;
  private final int windowLength;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ConcurrentLinkedQueue<FloatBuffer> inputs = new ConcurrentLinkedQueue<>();

  private OnnxScorer(NetworkSpec spec, OrtEnvironment environment, OrtSession session) {
    this.spec = spec;
    this.windowLength = 2 * spec.bands() * spec.frames();
    this.environment = environment;
    this.session = session;
  }

  static OnnxScorer open(Bundle bundle) throws ModelFormatException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // It scales by stream threads: one call is one thread's work.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtSession session = environment.createSession(OnnxExport.of(bundle), options);
      return new OnnxScorer(bundle.manifest().network(), environment, session);
    } catch (IllegalArgumentException | OrtException e) {
      throw new ModelFormatException(
          bundle.file(),
          bundle.digest(),
          ModelFormatException.Reason.WEIGHTS,
          "ONNX Runtime cannot take it: " + e.getMessage(),
          e);
    }
  }

  @Override
  public float[] scores(float[] features, int windows) {
    FloatBuffer pooled = windows == 1 ? inputs.poll() : null;
    FloatBuffer input = pooled == null ? allocate(features.length) : pooled;
    input.clear();
    input.put(features).flip();
    long[] shape = {windows, 2, spec.bands(), spec.frames()};
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, input, shape);
        OrtSession.Result result = session.run(Map.of(OnnxExport.FEATURES, tensor))) {
      float[] scores = new float[windows * spec.classes()];
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(scores);
      return scores;
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    } finally {
      if (input.capacity() == windowLength) {
        inputs.add(input);
      }
    }
  }

  private static FloatBuffer allocate(int length) {
    return ByteBuffer.allocateDirect(Float.BYTES * length)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("an ONNX session did not close: " + e.getMessage(), e);
    }
  }
}
