package dev.argand.search.train;

import dev.argand.network.EngineDevice;
import dev.argand.network.NetworkSpec;
import dev.argand.runtime.SettingException;
import dev.argand.search.data.DataException;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.Split;
import dev.argand.search.data.Splits;
import dev.argand.search.dataset.LearnedGroups;
import dev.argand.signal.FrontEnd;
import java.util.ArrayList;
import java.util.List;

/** Everything that can be known to be impossible before a run begins. */
final class Preflight {
  private Preflight() {}

  /**
   * Refuses what cannot end well: clips that cannot be brought to the model's rate, more groups
   * than a bundle has room for, a search or retraining beyond the memory, a limit below the
   * smallest network.
   *
   * @throws DataException naming a clip and its rate
   * @throws SettingException naming the setting, what it must be and what it was
   */
  static void require(Profile asked, DataSet data, Splits splits)
      throws DataException, SettingException {
    FrontEnd frontEnd = asked.frontEnd();
    data.requireRates(frontEnd.sampleRateHz());
    List<LabeledClip> learned = new ArrayList<>(splits.clips(Split.TRAIN));
    learned.addAll(splits.clips(Split.VALIDATION));
    LearnedGroups.requireRoom(data.name(), learned);
    Profile profile = asked.forClips(splits.clips(Split.TRAIN).size());
    requireMemory(profile, frontEnd, data.labels().size());
    NetworkSpec any = RetrainPhase.spec(profile, frontEnd, data.labels().size());
    Budget.of(profile).requirePossible(any);
  }

  /** Also before a run goes on, perhaps on another machine; a GPU's memory is not known. */
  static void requireMemory(Profile profile, FrontEnd frontEnd, int classes)
      throws SettingException {
    if (!EngineDevice.isCuda()) {
      Memory.require(profile, frontEnd, classes);
    }
  }
}
