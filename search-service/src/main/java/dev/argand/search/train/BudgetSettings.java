package dev.argand.search.train;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.util.List;

/**
 * What the network that a run makes may cost.
 *
 * @param maxParameters most real numbers that it learns; 0 for no limit
 * @param maxMilliseconds most milliseconds of one window, one thread, here; 0 for no limit
 * @param costWeight weight of the search's loss for what is expected above a limit
 * @param matchParameters the number of parameters that it is to come closest to; 0 for none
 * @param maxMemoryMib most memory of the run's process; 0 for what this machine has
 * @param maxMultiplications most real multiplications of one window; 0 for no limit
 */
public record BudgetSettings(
    int maxParameters,
    double maxMilliseconds,
    double costWeight,
    int matchParameters,
    int maxMemoryMib,
    double maxMultiplications) {

  private static final Setting<Integer> MAX_PARAMETERS =
      Setting.integer(
          "max.parameters",
          0,
          Integer.MAX_VALUE,
          0,
          "most real numbers that the network learns; 0 for no limit");
  private static final Setting<Double> MAX_MILLISECONDS =
      Setting.decimal(
          "max.milliseconds",
          0,
          1e6,
          0.0,
          "most milliseconds of a window in one thread of this machine; 0 for no limit");
  private static final Setting<Double> COST_WEIGHT =
      Setting.decimal(
          "search.cost.weight", 0, 1e6, 1.0, "weight of what is expected above a limit");
  private static final Setting<Integer> MATCH_PARAMETERS =
      Setting.integer(
          "retrain.match.parameters",
          0,
          Integer.MAX_VALUE,
          0,
          "channels are chosen so that parameters come closest to this; 0 leaves them");

  private static final Setting<Integer> MAX_MEMORY =
      Setting.integer(
          "max.memory.mib",
          0,
          Integer.MAX_VALUE,
          0,
          "a run whose estimate is above is refused; 0 for what this machine has");

  private static final Setting<Double> MAX_MULTIPLICATIONS =
      Setting.decimal(
          "max.multiplications",
          0,
          1e15,
          0.0,
          "most real multiplications that a window takes; 0 for no limit");

  static final List<Setting<?>> ALL =
      List.of(
          MAX_PARAMETERS,
          MAX_MILLISECONDS,
          COST_WEIGHT,
          MATCH_PARAMETERS,
          MAX_MEMORY,
          MAX_MULTIPLICATIONS);

  static BudgetSettings read(Settings s) throws SettingException {
    BudgetSettings read =
        new BudgetSettings(
            s.get(MAX_PARAMETERS),
            s.get(MAX_MILLISECONDS),
            s.get(COST_WEIGHT),
            s.get(MATCH_PARAMETERS),
            s.get(MAX_MEMORY),
            s.get(MAX_MULTIPLICATIONS));
    if (read.maxParameters > 0 && read.matchParameters > read.maxParameters) {
      throw new SettingException(
          "setting retrain.match.parameters must be at most max.parameters, %d, was %d"
              .formatted(read.maxParameters, read.matchParameters));
    }
    return read;
  }

  /** Whether there is any limit. */
  boolean isLimited() {
    return maxParameters > 0 || maxMilliseconds > 0 || maxMultiplications > 0;
  }
}
