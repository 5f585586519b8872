package dev.argand.search.train;

import com.sun.management.OperatingSystemMXBean;
import dev.argand.network.NetworkSpec;
import dev.argand.network.cell.MemoryEstimate;
import dev.argand.network.cell.Network;
import dev.argand.runtime.SettingException;
import dev.argand.signal.FrontEnd;
import java.lang.management.ManagementFactory;

/** Refuses a run that would not fit into memory, before it starts. */
final class Memory {
  private static final int MIB_SHIFT = 20;

  private Memory() {}

  /**
   * Holds a profile's estimate against what the machine, or the container, has.
   *
   * @throws SettingException with both figures and what to lower
   */
  static void require(Profile profile, FrontEnd frontEnd, int classes) throws SettingException {
    require(profile, frontEnd, classes, availableMib(profile));
  }

  static void require(Profile profile, FrontEnd frontEnd, int classes, long availableMib)
      throws SettingException {
    Profile.Search search = profile.search();
    if (profile.isSearched()) {
      long mib =
          MemoryEstimate.search(
                  SearchPhase.supernet(profile, classes),
                  search.batch(),
                  frontEnd.melBands(),
                  frontEnd.frames())
              >> MIB_SHIFT;
      if (mib > availableMib) {
        throw new SettingException(
            ("the search needs about %d MiB, of %d MiB: lower search.batch (%d), search.channels"
                    + " (%d) or search.nodes (%d), or raise search.partial.channels (%d)")
                .formatted(
                    mib,
                    availableMib,
                    search.batch(),
                    search.channels(),
                    search.nodes(),
                    search.partialChannels()));
      }
    }
    // All architectures of a space keep about as much, if not quite: what is found is held to it
    // too.
    requireRetraining(
        profile,
        Budget.of(profile).wanted(RetrainPhase.spec(profile, frontEnd, classes)),
        availableMib);
  }

  /**
   * Holds the network that is trained, with the channels that it got, against what there is.
   *
   * @throws SettingException with both figures and what to lower
   */
  static void requireRetraining(Profile profile, NetworkSpec network) throws SettingException {
    requireRetraining(profile, network, availableMib(profile));
  }

  static void requireRetraining(Profile profile, NetworkSpec network, long availableMib)
      throws SettingException {
    requireOneVector(profile, network);
    int batch = profile.retrain().batch();
    long mib = MemoryEstimate.retraining(network, batch) >> MIB_SHIFT;
    if (mib > availableMib) {
      throw new SettingException(
          "the retraining needs about %d MiB, of %d MiB: lower retrain.batch (%d) or %s"
              .formatted(mib, availableMib, batch, width(profile, network)));
    }
  }

  /**
   * Holds copies of a network's weights against Java's heap, which is less than a machine has.
   *
   * @throws SettingException with both figures and what to lower
   */
  static void requireHeap(Profile profile, NetworkSpec network, long heapMib)
      throws SettingException {
    requireOneVector(profile, network);
    long mib = MemoryEstimate.heap(network, profile.shards()) >> MIB_SHIFT;
    if (mib > heapMib) {
      throw new SettingException(
          "the retraining needs about %d MiB of Java's heap, of %d MiB: lower %s"
              .formatted(mib, heapMib, width(profile, network)));
    }
  }

  private static void requireOneVector(Profile profile, NetworkSpec network)
      throws SettingException {
    try {
      Network.of(network);
    } catch (ArithmeticException e) {
      throw new SettingException(
          "the network must have at most %d parameters: lower %s"
              .formatted(Integer.MAX_VALUE, width(profile, network)));
    }
  }

  /** What makes a network as wide as it is. */
  private static String width(Profile profile, NetworkSpec network) {
    int matched = profile.budget().matchParameters();
    if (matched > 0) {
      return "retrain.match.parameters, --match-params (%d)".formatted(matched);
    }
    return "%s (%d)"
        .formatted(
            profile.architecture().fixed().isPresent()
                ? "architecture.channels"
                : "retrain.channels",
            network.channels());
  }

  /** What this JVM's heap may grow to. */
  static long heapMib() {
    return Runtime.getRuntime().maxMemory() >> MIB_SHIFT;
  }

  private static long availableMib(Profile profile) {
    int most = profile.budget().maxMemoryMib();
    return most > 0 ? most : machineMib();
  }

  private static long machineMib() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
        >> MIB_SHIFT;
  }
}
