package dev.argand.search.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What becomes of the champion's labels that another model lacks: each is said under another label,
 * or no more. Labels that only the new model has need no word.
 *
 * @param places the new label by the old one; empty text for one that is said no more
 */
public record LabelMap(Map<String, String> places) {
  /** Says nothing: no label may be lost. */
  public static final LabelMap NONE = new LabelMap(Map.of());

  public LabelMap {
    places = Map.copyOf(places);
  }

  /**
   * Reads pairs such as {@code whistle=whistling} or {@code hiss=}.
   *
   * @throws IllegalArgumentException if one is no pair, or an old label comes twice
   */
  public static LabelMap parse(List<String> pairs) {
    Map<String, String> places = new TreeMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals <= 0 || places.containsKey(pair.substring(0, equals))) {
        throw new IllegalArgumentException(
            "a map of labels must be OLD=NEW, or OLD= for one that is said no more, each OLD once,"
                + " was '%s'".formatted(pair));
      }
      places.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return new LabelMap(places);
  }

  /**
   * Why a model with other labels may not take another's place.
   *
   * @return one line, or nothing if it may
   */
  Optional<String> refusal(List<String> now, List<String> then) {
    List<String> lost = now.stream().filter(label -> !then.contains(label)).toList();
    List<String> silent = lost.stream().filter(label -> !places.containsKey(label)).toList();
    if (!silent.isEmpty()) {
      return Optional.of(
          "has no label %s, which the champion has: say what becomes of each (OLD=NEW, or OLD=)"
              .formatted(String.join(", ", silent)));
    }
    List<String> wrong = new ArrayList<>();
    places.forEach(
        (from, to) -> {
          if (!lost.contains(from) || !(to.isEmpty() || then.contains(to))) {
            wrong.add(from + "=" + to);
          }
        });
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "does not fit the map %s: OLD must be one of the labels that are lost, %s, and NEW one of"
                    .formatted(String.join(", ", new TreeSet<>(wrong)), lost)
                + " its own, %s".formatted(then));
  }

  /** As the history keeps it, after the reason. */
  String words() {
    if (places.isEmpty()) {
      return "";
    }
    List<String> words = new ArrayList<>();
    new TreeMap<>(places).forEach((from, to) -> words.add(from + "=" + to));
    return " (labels: %s)".formatted(String.join(", ", words));
  }
}
