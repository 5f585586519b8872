package dev.argand.search.gate;

import dev.argand.network.bundle.Provenance;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.dataset.LearnedGroups;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The held-out clips that neither model can know.
 *
 * <p>A challenger's are those that its data hold out, which the leak check makes sure of. Its
 * champion may come from other data, or from the same before they grew, where a group that is
 * tested on now was learned from or chose thresholds: on such clips it would look better than it
 * is. They are left out by the names of their groups, for both models alike.
 *
 * <p>[1] Below {@value #FEWEST} clips not even a challenger that is right wherever the champion is
 * wrong would be better in a sign test, since 0.5<sup>5</sup> is above 2.5 %. So many of each label
 * must be left, or half of its clips where that is fewer: models are compared on all labels or on
 * none, for on those that are missing a challenger could have lost anything.
 *
 * @param clips what is left
 * @param learned how many are left out
 * @param isTold whether the champion says what it learned from; if not, nothing is left out
 * @param lacking which label has too few left and how many; empty if none has
 */
record UnseenClips(List<LabeledClip> clips, int learned, boolean isTold, Optional<String> lacking) {
  /** Clips of a label, as [1] says. */
  static final int FEWEST = 6;

  UnseenClips {
    clips = List.copyOf(clips);
  }

  /** All of them, where there is no champion. */
  static UnseenClips all(List<LabeledClip> heldOut) {
    return new UnseenClips(heldOut, 0, true, Optional.empty());
  }

  /** Those that a champion did not learn from. */
  static UnseenClips of(List<LabeledClip> heldOut, Provenance champion) {
    Optional<Predicate<String>> learned = LearnedGroups.of(champion);
    if (learned.isEmpty()) {
      return new UnseenClips(heldOut, 0, false, Optional.empty());
    }
    List<LabeledClip> left =
        heldOut.stream().filter(clip -> !learned.get().test(clip.group())).toList();
    return new UnseenClips(left, heldOut.size() - left.size(), true, lacking(heldOut, left));
  }

  private static Optional<String> lacking(List<LabeledClip> heldOut, List<LabeledClip> left) {
    Map<String, Long> had = count(heldOut);
    Map<String, Long> has = count(left);
    return had.entrySet().stream()
        .filter(label -> has.getOrDefault(label.getKey(), 0L) < fewest(label.getValue()))
        .findFirst()
        .map(
            label ->
                "at least %d of \"%s\" were expected beside them, were %d"
                    .formatted(
                        fewest(label.getValue()),
                        label.getKey(),
                        has.getOrDefault(label.getKey(), 0L)));
  }

  private static long fewest(long clips) {
    return Math.min(FEWEST, (clips + 1) / 2);
  }

  private static Map<String, Long> count(List<LabeledClip> clips) {
    return clips.stream()
        .collect(Collectors.groupingBy(LabeledClip::label, TreeMap::new, Collectors.counting()));
  }

  /** What a person is told of the clips that are not compared; empty if there is nothing. */
  String note() {
    if (!isTold) {
      return " (the champion does not say what it learned from)";
    }
    return learned == 0
        ? ""
        : " (%d more, of groups named as some that the champion learned from, left out)"
            .formatted(learned);
  }
}
