package dev.argand.search.train;

import dev.argand.network.training.Darts;
import dev.argand.network.training.FairDarts;
import dev.argand.network.training.ForceDarts;
import dev.argand.network.training.Purity;
import dev.argand.network.training.SearchMethod;
import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.util.List;

/**
 * How a profile's search finds its architecture, and the hyper-parameters of each method.
 *
 * @param method which one
 * @param purityWeight of ForceDARTS
 * @param purity of ForceDARTS
 * @param gateSumWeight of ForceDARTS
 * @param forceAfter of ForceDARTS: share of the epochs before its losses begin
 * @param zeroOneWeight of FairDARTS
 * @param threshold of FairDARTS
 * @param operationsKept of FairDARTS
 * @param initialDeviation of the first alphas and gammas
 * @param order of the gradient of alphas and gammas
 */
public record MethodSettings(
    Method method,
    double purityWeight,
    Purity purity,
    double gateSumWeight,
    double forceAfter,
    double zeroOneWeight,
    double threshold,
    int operationsKept,
    double initialDeviation,
    SearchOrder order) {

  private static final Setting<Method> METHOD =
      Setting.choice(
          "search.method", Method.class, Method.FORCE_DARTS, "how the architecture is found");
  private static final Setting<Double> PURITY_WEIGHT =
      Setting.decimal("search.purity.weight", 0, 1e6, 20.0, "weight of ForceDARTS's purity loss");
  private static final Setting<Purity> PURITY =
      Setting.choice(
          "search.purity", Purity.class, Purity.ENTROPY, "what ForceDARTS's purity loss measures");
  private static final Setting<Double> GATE_SUM_WEIGHT =
      Setting.decimal(
          "search.gate.sum.weight",
          0,
          1e6,
          0.0,
          "weight of a loss that pushes a node's gates to sum to 2, with ForceDARTS's others");
  private static final Setting<Double> FORCE_AFTER =
      Setting.decimal("search.force.after", 0, 1, 0.5, "share of epochs before forcing begins");
  private static final Setting<Double> ZERO_ONE_WEIGHT =
      Setting.decimal(
          "search.zero.one.weight", 0, 1e6, 10.0, "weight of FairDARTS's zero-one loss");
  private static final Setting<Double> THRESHOLD =
      Setting.decimal(
          "search.threshold", 0, 1, 0.85, "weight above which FairDARTS keeps an operation");
  private static final Setting<Integer> OPERATIONS_KEPT =
      Setting.integer(
          "search.operations.kept", 1, 7, 1, "most operations that FairDARTS keeps on an edge");

  /** By default it is what the method wants. */
  static final Setting<Double> INITIAL_DEVIATION =
      Setting.decimal(
          "search.initial.deviation",
          0,
          10,
          null,
          "standard deviation of the first alphas and gammas; by the method: 0 or 1e-3");

  static final Setting<SearchOrder> ORDER =
      Setting.choice(
          "search.order",
          SearchOrder.class,
          SearchOrder.FIRST,
          "gradient of alphas and gammas; second looks a weight step ahead and takes two and a half"
              + " times as long");

  static final List<Setting<?>> ALL =
      List.of(
          METHOD,
          PURITY_WEIGHT,
          PURITY,
          GATE_SUM_WEIGHT,
          FORCE_AFTER,
          ZERO_ONE_WEIGHT,
          THRESHOLD,
          OPERATIONS_KEPT,
          INITIAL_DEVIATION,
          ORDER);

  static MethodSettings read(Settings s) throws SettingException {
    Method method = s.get(METHOD);
    return new MethodSettings(
        method,
        s.get(PURITY_WEIGHT),
        s.get(PURITY),
        s.get(GATE_SUM_WEIGHT),
        s.get(FORCE_AFTER),
        s.get(ZERO_ONE_WEIGHT),
        s.get(THRESHOLD),
        s.get(OPERATIONS_KEPT),
        s.find(INITIAL_DEVIATION).orElse(method == Method.FAIR_DARTS ? 0.0 : 1e-3),
        s.get(ORDER));
  }

  /**
   * The differentiable search.
   *
   * @throws IllegalStateException if the method is none
   */
  public SearchMethod differentiable() {
    return switch (method) {
      case DARTS -> new Darts();
      case FAIR_DARTS -> new FairDarts(zeroOneWeight, threshold, operationsKept);
      case FORCE_DARTS -> new ForceDarts(purityWeight, purity, gateSumWeight);
      case RANDOM -> throw new IllegalStateException("a random architecture is not searched for");
    };
  }

  /** Whether the method's own losses are on in an epoch, counted from 0. */
  boolean isRegularized(int epoch, int epochs) {
    return method != Method.FORCE_DARTS || epoch >= forceAfter * epochs;
  }
}
