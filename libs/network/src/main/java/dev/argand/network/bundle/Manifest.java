package dev.argand.network.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.argand.network.Genotype;
import dev.argand.network.Input;
import dev.argand.network.NetworkSpec;
import dev.argand.network.bundle.ModelFormatException.Reason;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle says of its model. The SHA-256 of its canonical JSON is the bundle's identity.
 *
 * <p>Index i of labels, thresholds, logits and scores is the same class.
 *
 * @param formatVersion {@value #CELLS_ON_PLANES}, {@value #MAGNITUDES} or {@value #FORMAT_VERSION}:
 *     the lowest that can say the network
 * @param labels names of the classes, unique, at least two
 * @param backgroundLabel the label of "nothing of interest", one of the labels
 * @param thresholds lowest score in [0, 1] that admits a detection of each label; the background's
 *     is never used and is always 1, so that equal models have equal digests
 * @param frontEnd what turns audio into features
 * @param network what turns features into scores, but its weights
 * @param metrics finite figures by name, such as heldOutAccuracy
 * @param provenance where the model comes from
 * @param goldenTolerance largest absolute difference of a score from the golden, in (0, 1)
 * @param parameters number of learnt real numbers
 * @param entries SHA-256 of every other entry by name
 * @throws IllegalArgumentException naming the first value that does not fit
 */
public record Manifest(
    int formatVersion,
    List<String> labels,
    String backgroundLabel,
    List<Double> thresholds,
    FrontEnd frontEnd,
    NetworkSpec network,
    Map<String, Double> metrics,
    Provenance provenance,
    double goldenTolerance,
    long parameters,
    Map<String, String> entries) {
  /** The newest version, of a network that reads centred magnitudes; all are read and written. */
  public static final int FORMAT_VERSION = 3;

  /** The version of a network of the literature, or of one that reads magnitudes as they are. */
  public static final int MAGNITUDES = 2;

  /** The version of a network that has cells and reads both planes. */
  public static final int CELLS_ON_PLANES = 1;

  static final int MAX_BYTES = 1 << 20;

  private static final String INPUT = "input";

  public Manifest {
    ManifestChecks.require(isSupported(formatVersion), versionMessage(formatVersion + ""));
    ManifestChecks.labels(labels, backgroundLabel, thresholds);
    ManifestChecks.network(labels, frontEnd, network);
    ManifestChecks.require(
        formatVersion == formatVersion(network),
        "formatVersion must be %d for such a network, was %d"
            .formatted(formatVersion(network), formatVersion));
    ManifestChecks.metrics(metrics);
    ManifestChecks.present("provenance", provenance);
    ManifestChecks.numbers(goldenTolerance, parameters);
    ManifestChecks.entries(entries);
    labels = List.copyOf(labels);
    thresholds = List.copyOf(thresholds);
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  /** The version that says a network. */
  static int formatVersion(NetworkSpec network) {
    return switch (network.input()) {
      case PLANES -> network.architecture() instanceof Genotype ? CELLS_ON_PLANES : MAGNITUDES;
      case MAGNITUDE, PLANES_AND_MAGNITUDE -> MAGNITUDES;
      case CENTRED_MAGNITUDE -> FORMAT_VERSION;
    };
  }

  private static boolean isSupported(int version) {
    return version >= CELLS_ON_PLANES && version <= FORMAT_VERSION;
  }

  /** Index of the background class. */
  public int backgroundIndex() {
    return labels.indexOf(backgroundLabel);
  }

  /** Canonical JSON: names sorted, no white space, UTF-8, shortest numbers. */
  public byte[] json() {
    return CanonicalJson.bytes(this);
  }

  /** SHA-256 of {@link #json}: the bundle's identity. */
  public String digest() {
    return Sha256.of(json());
  }

  /**
   * Reads canonical JSON.
   *
   * @throws ModelFormatException with reason FORMAT_VERSION, LABELS or MANIFEST
   */
  public static Manifest parse(byte[] json) throws ModelFormatException {
    if (json.length > MAX_BYTES) {
      throw ModelFormatException.of(
          Reason.MANIFEST,
          "manifest must have at most %d bytes, had %d".formatted(MAX_BYTES, json.length));
    }
    try {
      JsonNode tree = CanonicalJson.tree(json);
      checkVersion(tree.get("formatVersion"));
      sayUsualInput(tree.get("network"));
      Manifest manifest = CanonicalJson.MAPPER.treeToValue(tree, Manifest.class);
      checkCanonical(json, manifest.json());
      return manifest;
    } catch (ModelFormatException e) {
      throw e;
    } catch (JsonProcessingException e) {
      throw refused(e);
    } catch (IOException e) {
      throw ModelFormatException.of(Reason.MANIFEST, "manifest is " + e.getMessage(), e);
    }
  }

  private static void checkVersion(@Nullable JsonNode version) throws ModelFormatException {
    if (version == null || !version.isInt() || !isSupported(version.intValue())) {
      throw ModelFormatException.of(Reason.FORMAT_VERSION, versionMessage(version + ""));
    }
  }

  /** What is not said is what it was before it could be said. */
  private static void sayUsualInput(@Nullable JsonNode network) {
    if (network instanceof ObjectNode object && !object.has(INPUT)) {
      object.put(INPUT, Input.PLANES.name());
    }
  }

  private static String versionMessage(String version) {
    return "formatVersion must be one of the supported [%d, %d, %d], was %s"
        .formatted(CELLS_ON_PLANES, MAGNITUDES, FORMAT_VERSION, version);
  }

  private static void checkCanonical(byte[] found, byte[] canonical) throws ModelFormatException {
    int difference = Arrays.mismatch(found, canonical);
    if (difference >= 0) {
      throw ModelFormatException.of(
          Reason.MANIFEST, "manifest must be canonical JSON, is not from byte " + difference);
    }
  }

  private static ModelFormatException refused(JsonProcessingException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof LabelsException) {
        return ModelFormatException.of(Reason.LABELS, cause.getMessage() + "", e);
      }
      if (cause instanceof IllegalArgumentException) {
        return ModelFormatException.of(Reason.MANIFEST, cause.getMessage() + "", e);
      }
    }
    return ModelFormatException.of(Reason.MANIFEST, "manifest: " + e.getOriginalMessage(), e);
  }
}
