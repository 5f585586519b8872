package dev.argand.network.bundle;

import dev.argand.network.bundle.ModelFormatException.Reason;
import dev.argand.signal.FrontEnd;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The entries that a bundle decodes. Both repeat the labels that they were made with, and the
 * golden its front end: a manifest whose labels were permuted later fits neither, although its
 * numbers of classes agree.
 */
final class BundleEntries {
  private static final String CONTENT = "content";
  private static final String LABELS = "labels";
  private static final String FRONT_END = "frontEnd";
  private static final String WEIGHTS_V1 = "argand-weights-v1";
  private static final String GOLDEN_V1 = "argand-golden-v1";
  private static final String WINDOWS = "windows";
  private static final String SCORES = "scores";

  private BundleEntries() {}

  static byte[] encodeWeights(Map<String, Tensor> weights, List<String> labels) {
    if (weights.isEmpty()) {
      throw new IllegalArgumentException("a bundle must have weights, had none");
    }
    weights.forEach(BundleEntries::requireFinite);
    return new Safetensors(weights, Map.of(CONTENT, WEIGHTS_V1, LABELS, text(labels))).bytes();
  }

  static Map<String, Tensor> decodeWeights(byte[] bytes, Manifest manifest)
      throws ModelFormatException {
    Safetensors file = Safetensors.parse(bytes);
    checkMetadata(file, CONTENT, WEIGHTS_V1, Reason.WEIGHTS);
    checkMetadata(file, LABELS, text(manifest.labels()), Reason.LABELS);
    try {
      file.tensors().forEach(BundleEntries::requireFinite);
    } catch (IllegalArgumentException e) {
      throw ModelFormatException.of(Reason.WEIGHTS, e.getMessage() + "", e);
    }
    if (file.tensors().isEmpty()) {
      throw ModelFormatException.of(Reason.WEIGHTS, "a bundle must have weights, had none");
    }
    return file.tensors();
  }

  static byte[] encodeGolden(Golden golden, ManifestDraft draft) {
    if (golden.windowSamples() != draft.frontEnd().windowSamples()
        || golden.classes() != draft.labels().size()) {
      throw new IllegalArgumentException(
          shapeMessage(golden, draft.frontEnd(), draft.labels().size()));
    }
    Map<String, Tensor> tensors =
        Map.of(WINDOWS, stack(golden.windows()), SCORES, stack(golden.scores()));
    Map<String, String> metadata =
        Map.of(
            CONTENT, GOLDEN_V1, LABELS, text(draft.labels()), FRONT_END, draft.frontEnd().digest());
    return new Safetensors(tensors, metadata).bytes();
  }

  static Golden decodeGolden(byte[] bytes, Manifest manifest) throws ModelFormatException {
    Safetensors file;
    try {
      file = Safetensors.parse(bytes);
    } catch (ModelFormatException e) {
      throw ModelFormatException.of(Reason.GOLDEN, e.detail(), e);
    }
    checkMetadata(file, CONTENT, GOLDEN_V1, Reason.GOLDEN);
    checkMetadata(file, LABELS, text(manifest.labels()), Reason.LABELS);
    checkMetadata(file, FRONT_END, manifest.frontEnd().digest(), Reason.GOLDEN);
    if (!file.tensors().keySet().equals(Set.of(WINDOWS, SCORES))) {
      throw ModelFormatException.of(
          Reason.GOLDEN,
          "golden must have tensors windows and scores, had " + file.tensors().keySet());
    }
    Golden golden;
    try {
      golden =
          new Golden(
              rows(file, WINDOWS, manifest.frontEnd().windowSamples()),
              rows(file, SCORES, manifest.labels().size()));
    } catch (IllegalArgumentException e) {
      throw ModelFormatException.of(Reason.GOLDEN, e.getMessage() + "", e);
    }
    return golden;
  }

  private static void requireFinite(String name, Tensor tensor) {
    float[] values = tensor.values();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "weights '%s' must be finite, value %d was %s".formatted(name, i, values[i]));
      }
    }
  }

  private static String shapeMessage(Golden golden, FrontEnd frontEnd, int labels) {
    return "golden must have windows of %d samples and %d scores, had %d and %d"
        .formatted(frontEnd.windowSamples(), labels, golden.windowSamples(), golden.classes());
  }

  private static void checkMetadata(Safetensors file, String key, String expected, Reason reason)
      throws ModelFormatException {
    String found = file.metadata().get(key);
    if (!expected.equals(found)) {
      throw ModelFormatException.of(
          reason, "metadata '%s' must be %s, was %s".formatted(key, expected, found));
    }
  }

  private static String text(List<String> labels) {
    return new String(CanonicalJson.bytes(labels), StandardCharsets.UTF_8);
  }

  private static Tensor stack(float[][] rows) {
    float[] values = new float[Math.multiplyExact(rows.length, rows[0].length)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, values, i * rows[i].length, rows[i].length);
    }
    return Tensor.of(values, rows.length, rows[0].length);
  }

  /** Rows of an expected length: then there are no more of them than the file has bytes for. */
  private static float[][] rows(Safetensors file, String name, int expected) {
    Tensor tensor = Objects.requireNonNull(file.tensors().get(name));
    long[] shape = tensor.shape();
    if (shape.length != 2 || shape[1] != expected) {
      throw new IllegalArgumentException(
          "golden %s must have two axes, the second of length %d, had %s"
              .formatted(name, expected, tensor));
    }
    if (shape[0] < 1) {
      throw new IllegalArgumentException("golden %s must have at least one row".formatted(name));
    }
    float[][] rows = new float[(int) shape[0]][expected];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(tensor.values(), i * rows[i].length, rows[i], 0, rows[i].length);
    }
    return rows;
  }
}
