package dev.argand.inference;

import dev.argand.schemas.Rollout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which models an instance has loaded, and what each is there for. All of it follows from one
 * generation of the alias log.
 *
 * @param champion serves every source, but those of the challenger
 * @param challenger serves its rollout's sources in place of the champion
 * @param shadow hears what its rollout's sources send, and is only compared
 * @param spare the champion before this one, loaded so that a rollback waits for nothing
 */
record Lineup(
    Champion champion, Optional<Trial> challenger, Optional<Trial> shadow, Optional<Model> spare) {

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
    return new Lineup(champion, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same without models on trial. */
  Lineup withoutTrials() {
    return new Lineup(champion, Optional.empty(), Optional.empty(), spare);
  }

  /** What answers for a source. */
  Champion serving(String sourceId) {
    return challenger.filter(trial -> trial.includes(sourceId)).map(Trial::model).orElse(champion);
  }

  /**
   * What is asked beside it, to be compared with it: the champion where the challenger serves, else
   * the shadow. Only a model with the front end of what serves hears the same windows.
   */
  Optional<Champion> witness(String sourceId) {
    Champion serving = serving(sourceId);
    Optional<Champion> other =
        serving != champion
            ? Optional.of(champion)
            : shadow.filter(trial -> trial.includes(sourceId)).map(Trial::model);
    return other.filter(model -> model.frontEndDigest().equals(serving.frontEndDigest()));
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
