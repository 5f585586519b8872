package dev.argand.launcher.demo;

import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.LiveScene;
import dev.argand.search.data.Split;
import dev.argand.search.data.Splits;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A live source of the tour: a scene of sounds that the model never learned from, with the truth
 * about it.
 *
 * @param id its name on the wire
 * @param scene what it plays
 */
record LiveSource(String id, LiveScene scene) {
  static final List<String> IDS = List.of("north", "east", "south", "west");

  /** Four rates that microphones have; recognition resamples each. */
  static final List<Integer> RATES_HZ = List.of(16_000, 22_050, 44_100, 48_000);

  /** Four sources from the test split. The same arguments give the same samples. */
  static List<LiveSource> compose(Splits splits, Duration duration, long seed) throws IOException {
    List<LiveSource> sources = new ArrayList<>();
    for (int i = 0; i < IDS.size(); i++) {
      CounterRandom random = CounterRandom.of(seed).at("tour").at(i);
      sources.add(
          new LiveSource(
              IDS.get(i),
              LiveScene.compose(splits, Split.TEST, duration, RATES_HZ.get(i), random)));
    }
    return sources;
  }

  /** A source that plays these clips, whose labels take turns as the rota names them. */
  static LiveSource of(
      String id,
      List<LabeledClip> clips,
      String backgroundLabel,
      List<String> rota,
      Duration duration,
      int sampleRateHz,
      CounterRandom random)
      throws IOException {
    return new LiveSource(
        id, LiveScene.compose(clips, backgroundLabel, rota, duration, sampleRateHz, random));
  }

  int sampleRateHz() {
    return scene.audio().sampleRateHz();
  }

  /** How many windows a model hears in all of it. */
  long windows(FrontEnd frontEnd) {
    return frontEnd.windowsWithin(scene.audio().samples().length, sampleRateHz());
  }

  /** What window k should be called, or null if it cannot be judged. */
  @Nullable String truth(FrontEnd frontEnd, long k) {
    return scene.labelOf(
        frontEnd.sourceStart(k, sampleRateHz()), frontEnd.sourceEnd(k, sampleRateHz()));
  }
}
