package dev.argand.network.layer;

import dev.argand.network.Field;

/**
 * Where a layer declares what it learns and what it remembers.
 *
 * @param parameters layout of what is learned
 * @param statistics layout of running statistics
 * @param name dotted name of the place
 * @param field the number field
 * @param affine whether batch norms learn Gamma and beta and keep running statistics; a supernet's
 *     do neither
 * @param scaled whether the product of a polynomial has a scale that is learned
 */
public record Site(
    ParameterLayout parameters,
    ParameterLayout statistics,
    String name,
    Field field,
    boolean affine,
    boolean scaled) {

  /** A place where products have no scale. */
  public Site(
      ParameterLayout parameters,
      ParameterLayout statistics,
      String name,
      Field field,
      boolean affine) {
    this(parameters, statistics, name, field, affine, false);
  }

  /** A place below this one. */
  public Site at(String child) {
    String path = name.isEmpty() ? child : name + "." + child;
    return new Site(parameters, statistics, path, field, affine, scaled);
  }

  /** The same place with batch norms of the other sort. */
  public Site withAffine(boolean learns) {
    return new Site(parameters, statistics, name, field, learns, scaled);
  }

  BatchNorm norm(int channels) {
    return affine
        ? BatchNorm.affine(parameters, statistics, name + ".norm", field, channels)
        : BatchNorm.plain(field, 1, channels);
  }
}
