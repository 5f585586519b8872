package dev.argand.search.train;

import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.util.List;

/**
 * Where a search is told to have degenerated, and when it stops early.
 *
 * @param parameterlessShare share of a network's operations that learn nothing
 * @param polynomialShare share of a complex network's operations that are polynomials
 * @param activationGrowth growth of activations over one cell
 * @param randomArchitectures random architectures that the found one is compared with at the end; 0
 *     for none
 * @param stopSkips skips in the normal cell at which the search stops; 0 for never
 * @param parameterlessLimit most poolings and skips in a cell of what is found
 */
public record GuardSettings(
    double parameterlessShare,
    double polynomialShare,
    double activationGrowth,
    int randomArchitectures,
    int stopSkips,
    int parameterlessLimit) {

  /** No bound on poolings and skips: more than a cell of any profile has operations. */
  static final int UNLIMITED = 1000;

  private static final Setting<Double> PARAMETERLESS =
      Setting.decimal(
          "guard.parameterless.share", 0, 1, 0.5, "share of operations that learn nothing");
  private static final Setting<Double> POLYNOMIAL =
      Setting.decimal(
          "guard.polynomial.share", 0, 1, 0.4, "share of polynomials in a complex network");
  private static final Setting<Double> GROWTH =
      Setting.decimal(
          "guard.activation.growth", 1, 1e30, 100.0, "growth of activations over one cell");
  private static final Setting<Integer> RANDOM =
      Setting.integer(
          "guard.random.architectures",
          0,
          1000,
          6,
          "random architectures that the found one is compared with, in the supernet");
  private static final Setting<Integer> STOP_SKIPS =
      Setting.integer(
          "search.stop.skips",
          0,
          16,
          0,
          "skips in the normal cell at which the search stops; 0 for never");

  private static final Setting<Integer> PARAMETERLESS_LIMIT =
      Setting.integer(
          "search.parameterless.limit",
          0,
          UNLIMITED,
          UNLIMITED,
          "most poolings and skips in a cell of what is found");

  static final List<Setting<?>> ALL =
      List.of(PARAMETERLESS, POLYNOMIAL, GROWTH, RANDOM, STOP_SKIPS, PARAMETERLESS_LIMIT);

  static GuardSettings read(Settings s) throws SettingException {
    return new GuardSettings(
        s.get(PARAMETERLESS),
        s.get(POLYNOMIAL),
        s.get(GROWTH),
        s.get(RANDOM),
        s.get(STOP_SKIPS),
        s.get(PARAMETERLESS_LIMIT));
  }
}
