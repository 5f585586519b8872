package dev.argand.search.service;

import dev.argand.runtime.SettingException;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.search.clip.ClipStore;
import dev.argand.search.data.DataException;
import dev.argand.search.dataset.DatasetStore;
import dev.argand.search.dataset.FrozenDataset;
import dev.argand.search.train.Profile;
import dev.argand.search.train.Run;
import dev.argand.search.trigger.Policy;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Freezes what a run learns from, which names the run. */
final class Starter {
  /**
   * A run that can start.
   *
   * @param data spec of the frozen set
   * @param leftOut labelled clips that are not in it, one line each
   */
  record Order(String runId, String data, String profile, long seed, List<String> leftOut) {}

  private final DatasetStore datasets;
  private final ClipStore clips;
  private final String data;
  private final Policy policy;

  Starter(DatasetStore datasets, ClipStore clips, String data, Policy policy) {
    this.datasets = datasets;
    this.clips = clips;
    this.data = data;
    this.policy = policy;
  }

  /**
   * Freezes the base set with the clips; where the wish is silent the policy speaks.
   *
   * @throws DataException if the data cannot be learned from
   * @throws SettingException if the profile is none
   */
  Order order(@Nullable SearchWish wish, Collection<ClipCut> labelled)
      throws DataException, SettingException, IOException {
    Optional<SearchWish> given = Optional.ofNullable(wish);
    String profile = given.map(SearchWish::profile).orElse(policy.profile());
    long seed = given.map(SearchWish::seed).orElse(policy.seed());
    Profile read = Profile.read(profile);
    FrozenDataset frozen =
        datasets.freeze(given.map(SearchWish::data).orElse(data), labelled, clips);
    return new Order(
        Run.runId(frozen.digest(), read, seed), frozen.spec(), profile, seed, frozen.leftOut());
  }
}
