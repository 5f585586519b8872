package dev.argand.search.train;

import dev.argand.search.data.LabeledClip;
import dev.argand.signal.CounterRandom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The clips of one part of the training set, from which windows are drawn: the background class
 * with a fixed share, every other label as often as any other.
 *
 * <p>Which clip stands at (epoch, step, slot) is a pure function of the seed, so that a run can be
 * taken up anywhere.
 */
final class Lesson {
  private final List<String> events;
  private final Map<String, List<LabeledClip>> clips;
  private final String background;
  private final double backgroundShare;

  Lesson(List<LabeledClip> all, String background, double backgroundShare) {
    this.clips =
        all.stream()
            .collect(Collectors.groupingBy(LabeledClip::label, TreeMap::new, Collectors.toList()));
    this.background = background;
    this.backgroundShare = clips.containsKey(background) ? backgroundShare : 0;
    this.events = clips.keySet().stream().filter(label -> !label.equals(background)).toList();
  }

  /** The clip for a place. */
  LabeledClip draw(CounterRandom place) {
    boolean quiet = place.nextDouble() < backgroundShare;
    String label = quiet ? background : events.get(place.nextInt(events.size()));
    List<LabeledClip> choices = clips.getOrDefault(label, List.of());
    return choices.get(place.nextInt(choices.size()));
  }
}
