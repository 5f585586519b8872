package dev.argand.inference;

import dev.argand.schemas.Rollout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which models an instance has loaded, and what each is there for. All of it follows from one
 * generation of the alias log.
 *
 * @param champion serves every source, but those of the challenger
 * @param challenger serves its rollout's sources in place of the champion
 * @param shadow hears what its rollout's sources send, and is only compared
 * @param spare the champion before this one, loaded so that a rollback waits for nothing
 * @param predecessor the same, while the champion is compared with it because nobody tried it first
 */
record Lineup(
    Champion champion,
    Optional<Trial> challenger,
    Optional<Trial> shadow,
    Optional<Model> spare,
    Optional<Champion> predecessor) {
  /** Of the windows of a champion that was not tried, the one before hears each so-manieth. */
  static final int COMPARED_EVERY = 4;

  /** A model on a part of the sources. */
  record Trial(Champion model, Rollout rollout) {
    boolean includes(String sourceId) {
      return rollout.includes(sourceId);
    }
  }

  Lineup {
    Champion.check(champion.model());
    challenger.ifPresent(trial -> Champion.check(trial.model().model()));
    shadow.ifPresent(trial -> Champion.check(trial.model().model()));
  }

  /** Nothing but a champion. */
  static Lineup of(Champion champion) {
    return new Lineup(
        champion, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same without models on trial. */
  Lineup withoutTrials() {
    return new Lineup(champion, Optional.empty(), Optional.empty(), spare, Optional.empty());
  }

  /** What answers for a source. */
  Champion serving(String sourceId) {
    return challenger.filter(trial -> trial.includes(sourceId)).map(Trial::model).orElse(champion);
  }

  /**
   * What is asked beside it of a window, to be compared with it: the champion where the challenger
   * serves; of some windows the champion before, while it is compared; else the shadow. At most
   * one, so that a window has one id on the shadow's route. Only a model with the front end of what
   * serves hears the same windows.
   */
  Optional<Champion> witness(String sourceId, long k) {
    Champion serving = serving(sourceId);
    if (serving != champion) {
      return Optional.of(champion).filter(model -> hearsWith(model, serving));
    }
    Optional<Champion> before =
        predecessor.filter(model -> k % COMPARED_EVERY == 0 && hearsWith(model, serving));
    return before.isPresent()
        ? before
        : shadow
            .filter(trial -> trial.includes(sourceId))
            .map(Trial::model)
            .filter(model -> hearsWith(model, serving));
  }

  private static boolean hearsWith(Champion one, Champion other) {
    return one.frontEndDigest().equals(other.frontEndDigest());
  }

  /** Every model that is asked only to be compared. */
  Set<Model> compared() {
    Set<Model> models = Collections.newSetFromMap(new IdentityHashMap<>());
    challenger.ifPresent(trial -> models.add(champion.model()));
    shadow.ifPresent(trial -> models.add(trial.model().model()));
    predecessor.ifPresent(before -> models.add(before.model()));
    return models;
  }

  /** The loaded model of a digest. */
  Optional<Model> loaded(String digest) {
    return models().stream().filter(model -> model.digest().equals(digest)).findFirst();
  }

  /** Every model that is loaded, each once. */
  List<Model> models() {
    List<Model> models = new ArrayList<>(List.of(champion.model()));
    challenger.map(trial -> trial.model().model()).ifPresent(models::add);
    shadow.map(trial -> trial.model().model()).ifPresent(models::add);
    spare.ifPresent(models::add);
    return models.stream().distinct().toList();
  }
}
