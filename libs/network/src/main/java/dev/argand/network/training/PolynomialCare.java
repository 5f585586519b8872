package dev.argand.network.training;

/**
 * What keeps products from blowing up while they are trained, two ways of Guibbert ("Neural
 * Architecture Search in complex field for audio recognition", 2024).
 *
 * @param scaledProducts whether each product that is not normalised has a scale that is learned
 * @param weightDecay added to the weight decay of everything that a polynomial learns, in [0, 1]
 */
public record PolynomialCare(boolean scaledProducts, double weightDecay) {
  /** Polynomials are trained as all else is. */
  public static final PolynomialCare NONE = new PolynomialCare(false, 0);

  public PolynomialCare {
    if (!(weightDecay >= 0 && weightDecay <= 1)) {
      throw new IllegalArgumentException("weightDecay must be in [0, 1], was " + weightDecay);
    }
  }
}
