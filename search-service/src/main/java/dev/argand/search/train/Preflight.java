package dev.argand.search.train;

import dev.argand.network.EngineDevice;
import dev.argand.network.NetworkSpec;
import dev.argand.network.bundle.Provenance;
import dev.argand.runtime.SettingException;
import dev.argand.search.data.DataException;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.Split;
import dev.argand.search.data.Splits;
import dev.argand.search.dataset.LearnedGroups;
import dev.argand.search.run.RunConfig;
import dev.argand.signal.FrontEnd;
import java.util.ArrayList;
import java.util.List;

/** Everything that can be known to be impossible before a run begins. */
final class Preflight {
  private Preflight() {}

  /**
   * Refuses what cannot end well: clips that cannot be brought to the model's rate, more groups
   * than a bundle has room for, a window of too few bands or frames, a search or retraining beyond
   * the memory, a limit below the smallest network.
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
    NetworkSpec any = network(profile, frontEnd, data.labels().size());
    requireMemory(profile, frontEnd, data.labels().size());
    Budget.of(profile).requirePossible(any);
  }

  /**
   * Refuses texts that the model's provenance will have no room for.
   *
   * @throws SettingException naming which, how long it may be and how long it is
   */
  static void requireRoom(RunConfig wanted) throws SettingException {
    requireRoom(
        "profile, with all that follows its name,",
        wanted.profile(),
        "; a profile of your own, in a file, is named by its path");
    requireRoom("data set's name", wanted.data(), "");
  }

  private static void requireRoom(String what, String text, String instead)
      throws SettingException {
    if (text.length() > Provenance.MOST_ASKED) {
      throw new SettingException(
          "the %s must have at most %d characters, was %d%s"
              .formatted(what, Provenance.MOST_ASKED, text.length(), instead));
    }
  }

  /** The network of a profile, or why there can be none. */
  private static NetworkSpec network(Profile profile, FrontEnd frontEnd, int classes)
      throws SettingException {
    int least = NetworkSpec.fewestPositions(profile.stemStride());
    String because = "which a network with stem.stride = %d needs".formatted(profile.stemStride());
    if (frontEnd.melBands() < least) {
      throw new SettingException(
          "frontend.mel.bands must be at least %d, %s, was %d"
              .formatted(least, because, frontEnd.melBands()));
    }
    if (frontEnd.frames() < least) {
      throw new SettingException(
          ("frontend.window.samples must be at least %d, for %d frames of the spectrum, %s, was %d"
                  + " and gives %d")
              .formatted(
                  frontEnd.fftLength() + (least - 1) * frontEnd.stftHopSamples(),
                  least,
                  because,
                  frontEnd.windowSamples(),
                  frontEnd.frames()));
    }
    try {
      return RetrainPhase.spec(profile, frontEnd, classes);
    } catch (IllegalArgumentException e) {
      throw new SettingException("the settings make no network: " + e.getMessage());
    }
  }

  /** Also before a run goes on, perhaps on another machine; a GPU's memory is not known. */
  static void requireMemory(Profile profile, FrontEnd frontEnd, int classes)
      throws SettingException {
    if (!EngineDevice.isCuda()) {
      Memory.require(profile, frontEnd, classes);
    }
    requireHeap(profile, Budget.of(profile).wanted(RetrainPhase.spec(profile, frontEnd, classes)));
  }

  /**
   * Holds what a search found, with the channels that it got, to the memory: it may have become
   * wider than what was estimated before.
   */
  static void requireMemory(Profile profile, NetworkSpec found) throws SettingException {
    if (!EngineDevice.isCuda()) {
      Memory.requireRetraining(profile, found);
    }
    requireHeap(profile, found);
  }

  private static void requireHeap(Profile profile, NetworkSpec network) throws SettingException {
    Memory.requireHeap(profile, network, Memory.heapMib());
  }
}
