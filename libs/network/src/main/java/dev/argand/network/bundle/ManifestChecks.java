package dev.argand.network.bundle;

import dev.argand.network.NetworkSpec;
import dev.argand.signal.FrontEnd;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of a manifest. Values may be null here, because JSON can say null anywhere. */
final class ManifestChecks {
  private static final int MOST_TEXT = 1000;
  private static final double BACKGROUND_THRESHOLD = 1.0;

  private ManifestChecks() {}

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  static void present(String name, @Nullable Object value) {
    require(value != null, name + " must be given, was null");
  }

  static void text(String name, @Nullable String value) {
    text(name, value, MOST_TEXT);
  }

  static void text(String name, @Nullable String value, int most) {
    require(
        value != null && !value.isBlank() && value.length() <= most,
        "%s must be a text of 1 to %d characters, was %s".formatted(name, most, quoted(value)));
  }

  static void digest(String name, @Nullable String value) {
    require(
        value != null && Sha256.isDigest(value),
        name + " must be 64 lower-case hexadecimal digits, was " + quoted(value));
  }

  static void noNulls(String name, @Nullable Map<String, ?> map) {
    present(name, map);
    if (map != null) {
      map.forEach((key, value) -> present(name + "." + key, value));
    }
  }

  static void metrics(@Nullable Map<String, Double> metrics) {
    noNulls("metrics", metrics);
    if (metrics != null) {
      metrics.forEach(
          (name, value) ->
              require(
                  Double.isFinite(value),
                  "metrics." + name + " must be a finite number, was " + value));
    }
  }

  static void labels(
      @Nullable List<String> labels,
      @Nullable String background,
      @Nullable List<Double> thresholds) {
    present("labels", labels);
    present("thresholds", thresholds);
    if (labels == null || thresholds == null) {
      return;
    }
    labels(labels.size() >= 2, "labels must be at least two, were " + labels);
    Set<String> seen = new HashSet<>();
    for (String label : labels) {
      labels(
          label != null && !label.isBlank() && label.chars().noneMatch(Character::isISOControl),
          "labels must be texts that are not blank, had " + quoted(label));
      labels(seen.add(label), "labels must be unique, had " + quoted(label) + " twice");
    }
    labels(
        background != null && seen.contains(background),
        "backgroundLabel must be one of " + labels + ", was " + quoted(background));
    labels(
        thresholds.size() == labels.size(),
        "thresholds must be one a label, %d, were %d".formatted(labels.size(), thresholds.size()));
    for (int i = 0; i < labels.size(); i++) {
      threshold(labels.get(i), labels.get(i).equals(background), thresholds.get(i));
    }
  }

  private static void threshold(String label, boolean background, @Nullable Double value) {
    String name = "threshold of " + quoted(label);
    if (background) {
      labels(
          value != null && value == BACKGROUND_THRESHOLD,
          name + " must be 1.0, as it is the background label, was " + value);
    }
    labels(value != null && value >= 0 && value <= 1, name + " must be in [0, 1], was " + value);
  }

  private static void labels(boolean condition, String message) {
    if (!condition) {
      throw new LabelsException(message);
    }
  }

  static void network(
      List<String> labels, @Nullable FrontEnd frontEnd, @Nullable NetworkSpec network) {
    present("frontEnd", frontEnd);
    present("network", network);
    if (frontEnd == null || network == null) {
      return;
    }
    present("network.field", network.field());
    present("network.genotype", network.architecture());
    present("network.input", network.input());
    present("network.readout", network.readout());
    labels(
        network.classes() == labels.size(),
        "network.classes must be the number of labels, %d, was %d"
            .formatted(labels.size(), network.classes()));
    require(
        network.bands() == frontEnd.melBands(),
        "network.bands must be the front end's melBands, %d, was %d"
            .formatted(frontEnd.melBands(), network.bands()));
    require(
        network.frames() == frontEnd.frames(),
        "network.frames must be the front end's frames, %d, was %d"
            .formatted(frontEnd.frames(), network.frames()));
  }

  static void numbers(double goldenTolerance, long parameters) {
    require(
        goldenTolerance > 0 && goldenTolerance < 1,
        "goldenTolerance must be in (0, 1), was " + goldenTolerance);
    require(parameters >= 1, "parameters must be at least 1, was " + parameters);
  }

  static void entries(@Nullable Map<String, String> entries) {
    noNulls("entries", entries);
    if (entries != null) {
      entries.forEach(
          (name, digest) -> {
            require(
                StoredZip.isEntryName(name) && !name.equals(Bundle.MANIFEST),
                "entries must be plain file names other than the manifest's, had " + quoted(name));
            digest("entries." + name, digest);
          });
    }
  }

  static String quoted(@Nullable String value) {
    return value == null ? "null" : "'" + value + "'";
  }
}
