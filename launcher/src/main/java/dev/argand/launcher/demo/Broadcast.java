package dev.argand.launcher.demo;

import dev.argand.ingest.IngestService;
import dev.argand.ingest.SourceState;
import dev.argand.schemas.avro.Recognition;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Four live sources that play one scene after another, each as a session of its own, and what
 * recognition says of them. Not thread-safe.
 */
final class Broadcast {
  private final IngestService ingest;
  private final NewSound sound;
  private final FrontEnd frontEnd;
  private final CounterRandom random;
  private final Duration sceneLength;
  private final List<PlayedScene> scenes = new ArrayList<>();
  private final Map<Chapter, Tally> tallies = new EnumMap<>(Chapter.class);
  private final Map<Integer, Integer> windowsByVersion = new TreeMap<>();
  private int turns;

  Broadcast(
      IngestService ingest,
      NewSound sound,
      FrontEnd frontEnd,
      Duration sceneLength,
      CounterRandom random) {
    this.ingest = ingest;
    this.sound = sound;
    this.frontEnd = frontEnd;
    this.sceneLength = sceneLength;
    this.random = random;
    for (Chapter chapter : Chapter.values()) {
      tallies.put(chapter, new Tally());
    }
  }

  /** Whether every source has played to its end. */
  boolean isQuiet() {
    return ingest.states().values().stream().allMatch(SourceState::hasEnded);
  }

  /** Begins the next scene; while a search works beside it, at one source only. */
  void playNext(Chapter chapter) throws IOException {
    int turn = turns++;
    int sources = chapter == Chapter.WAITING ? 1 : LiveSource.IDS.size();
    for (int i = 0; i < sources; i++) {
      LiveSource source =
          sound.scene(
              LiveSource.IDS.get(i),
              LiveSource.RATES_HZ.get(i),
              chapter,
              sceneLength,
              random.at(turn).at(i));
      scenes.add(new PlayedScene(chapter, source, frontEnd));
      ingest.add(source.id(), source.scene().audio(), 1);
    }
  }

  /** Takes what was recognised; a recognition of another source is left alone. */
  void accept(Recognition recognition, String backgroundLabel) {
    PlayedScene scene = scene(recognition);
    if (scene == null) {
      return;
    }
    if (!scene.hear(recognition)) {
      throw new IllegalStateException("window heard twice: " + recognition.getWindowId());
    }
    windowsByVersion.merge(recognition.getModelVersion(), 1, Integer::sum);
    String truth = scene.truth(recognition.getWindowIndex());
    if (truth != null) {
      String said = recognition.getAccepted() ? recognition.getLabel() : backgroundLabel;
      tally(scene.chapter()).add(said.equals(truth));
    }
  }

  /** Scenes of a chapter of which every window was heard. */
  List<PlayedScene> complete(Chapter chapter) {
    return scenes.stream()
        .filter(scene -> scene.chapter() == chapter && scene.missing() == 0)
        .toList();
  }

  /** Windows of all that was played that are yet to be heard. */
  long missing() {
    return scenes.stream().mapToLong(PlayedScene::missing).sum();
  }

  /** Right and judged windows of a chapter. */
  Tally tally(Chapter chapter) {
    return Objects.requireNonNull(tallies.get(chapter));
  }

  /** Windows heard by each version. */
  Map<Integer, Integer> windowsByVersion() {
    return Map.copyOf(windowsByVersion);
  }

  /** Sessions of a source follow each other in the order of its scenes. */
  private @Nullable PlayedScene scene(Recognition recognition) {
    for (PlayedScene scene : scenes) {
      if (!scene.source().id().equals(recognition.getSourceId())) {
        continue;
      }
      if (!scene.hasSession()) {
        scene.begin(recognition.getSessionId());
      }
      if (scene.isSession(recognition.getSessionId())) {
        return scene;
      }
    }
    return null;
  }
}
