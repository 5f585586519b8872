package dev.argand.search.train;

import dev.argand.network.Genotype;
import dev.argand.network.SearchSpace;
import dev.argand.network.training.PolynomialCare;
import dev.argand.runtime.Setting;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import java.util.List;
import java.util.Optional;

/** What keeps a profile's products from blowing up. */
final class PolynomialSettings {
  private static final Setting<Boolean> SCALE =
      Setting.flag("polynomial.scale", false, "products learn a scale, unless they are normalised");
  private static final Setting<Double> WEIGHT_DECAY =
      Setting.decimal(
          "polynomial.weight.decay", 0, 1, 0.0, "added to weight.decay for polynomial operations");

  static final List<Setting<?>> ALL = List.of(SCALE, WEIGHT_DECAY);

  private PolynomialSettings() {}

  /**
   * @param given cells that are not searched for
   * @throws SettingException also where there is no polynomial to care for
   */
  static PolynomialCare read(Settings s, SearchSpace space, Optional<Genotype> given)
      throws SettingException {
    PolynomialCare care = new PolynomialCare(s.get(SCALE), s.get(WEIGHT_DECAY));
    SearchSpace used = given.map(Genotype::space).orElse(space);
    if (!care.equals(PolynomialCare.NONE) && !used.isPolynomial()) {
      throw new SettingException(
          "setting %s is for spaces with polynomials, but space is %s"
              .formatted(
                  care.scaledProducts() ? SCALE.name() : WEIGHT_DECAY.name(),
                  used.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-')));
    }
    return care;
  }
}
