package dev.argand.network.cell;

import dev.argand.network.Field;
import dev.argand.network.NetworkSpec;
import dev.argand.network.layer.Head;
import dev.argand.network.layer.ParameterLayout;
import dev.argand.network.layer.RealConvolution;
import dev.argand.network.layer.Site;

/** A network of the literature while it is laid out: where the next layer is, and what it costs. */
abstract class FixedNetwork implements Network {
  private final NetworkSpec spec;
  private final ParameterLayout parameters = new ParameterLayout();
  private final ParameterLayout statistics = new ParameterLayout();
  private final Site root;
  private double multiplications;
  private long maps;

  FixedNetwork(NetworkSpec spec) {
    this.spec = spec;
    this.root = new Site(parameters, statistics, "", Field.REAL, true);
  }

  /** Height and width of a feature map. */
  record Extent(int bands, int frames) {
    Extent after(RealConvolution.Shape shape) {
      return new Extent(shape.bandsAfter(bands), shape.framesAfter(frames));
    }
  }

  final Site site(String name) {
    return root.at(name);
  }

  final RealConvolution convolution(
      String name, RealConvolution.Shape shape, RealConvolution.After after, Extent from) {
    Extent to = from.after(shape);
    long positions = (long) to.bands() * to.frames();
    multiplications += (double) positions * shape.multiplications();
    maps += positions * shape.out();
    return new RealConvolution(site(name), shape, after);
  }

  final Head head(int channels) {
    multiplications += (double) channels * spec.classes();
    return new Head(site("head"), channels, spec.classes(), spec.readout());
  }

  /** Numbers that the convolutions give for one window. */
  final long maps() {
    return maps;
  }

  @Override
  public final ParameterLayout parameters() {
    return parameters;
  }

  @Override
  public final ParameterLayout statistics() {
    return statistics;
  }

  @Override
  public final double multiplications() {
    return multiplications;
  }
}
