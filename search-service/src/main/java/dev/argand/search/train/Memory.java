package dev.argand.search.train;

import com.sun.management.OperatingSystemMXBean;
import dev.argand.network.NetworkSpec;
import dev.argand.network.cell.MemoryEstimate;
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
    int most = profile.budget().maxMemoryMib();
    require(profile, frontEnd, classes, most > 0 ? most : machineMib());
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
    // All architectures of a space keep about as much.
    NetworkSpec network = RetrainPhase.spec(profile, frontEnd, classes);
    long mib = MemoryEstimate.retraining(network, profile.retrain().batch()) >> MIB_SHIFT;
    if (mib > availableMib) {
      throw new SettingException(
          "the retraining needs about %d MiB, of %d MiB: lower retrain.batch (%d) or %s (%d)"
              .formatted(
                  mib,
                  availableMib,
                  profile.retrain().batch(),
                  profile.architecture().fixed().isPresent()
                      ? "architecture.channels"
                      : "retrain.channels",
                  network.channels()));
    }
  }

  private static long machineMib() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
        >> MIB_SHIFT;
  }
}
