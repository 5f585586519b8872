package dev.argand.launcher.bench;

import dev.argand.network.Field;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.Readout;
import dev.argand.network.bundle.Provenance;
import dev.argand.network.bundle.Tensor;
import dev.argand.network.cell.Network;
import dev.argand.network.layer.ParameterLayout;
import dev.argand.search.train.BundleMaker;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network to measure with where no model is named: cells that a search found, of the size that
 * the profile {@code cpu} makes, with weights that nothing was learned into. What it says means
 * nothing; what it costs is what a trained one of its shape costs.
 */
public final class BenchModel {
  /** What `argand search --data bundled --profile cpu --seed 1` found on 2026-11-29. */
  private static final Genotype FOUND =
      Genotype.parse(
          "SS1 normal[sep3<0 sep3<1 | avg3<0 avg3<2] reduction[dil3<0 dil5<1 | dil5<0 sep5<1]");

  private static final int CLASSES = 19;
  private static final int CHANNELS = 6;
  private static final int GOLDENS = 2;

  private BenchModel() {}

  /**
   * Writes it.
   *
   * @return the bundle's file
   */
  public static Path write(Path folder) throws IOException {
    FrontEnd frontEnd = FrontEnd.oneSecond();
    NetworkSpec spec =
        new NetworkSpec(
            Field.COMPLEX,
            FOUND,
            CHANNELS,
            1,
            false,
            2,
            frontEnd.melBands(),
            frontEnd.frames(),
            CLASSES,
            Readout.REAL_PART);
    Network network = Network.of(spec);
    CounterRandom random = CounterRandom.of(1);
    Map<String, Tensor> weights = new TreeMap<>();
    initial(network.parameters(), random.at("parameters"), weights);
    initial(network.statistics(), random.at("statistics"), weights);
    List<String> labels = new ArrayList<>(List.of("background"));
    for (int i = 1; i < CLASSES; i++) {
      labels.add("sound-" + i);
    }
    List<Double> thresholds = new ArrayList<>(Collections.nCopies(CLASSES, 0.5));
    thresholds.set(0, 1.0);
    float[][] windows = new float[GOLDENS][frontEnd.windowSamples()];
    for (float[] window : windows) {
      for (int i = 0; i < window.length; i++) {
        window[i] = (float) (random.nextGaussian() / 10);
      }
    }
    BundleMaker.Content content =
        new BundleMaker.Content(
            labels,
            labels.get(0),
            thresholds,
            frontEnd,
            spec,
            Map.of(),
            new Provenance(
                "built-in",
                "none",
                "0".repeat(64),
                1,
                "cpu",
                "untrained",
                Map.of(),
                Provenance.UNKNOWN_COMMIT,
                null,
                Instant.EPOCH),
            network.parameters().size());
    return BundleMaker.write(folder, content, weights, windows);
  }

  private static void initial(
      ParameterLayout layout, CounterRandom random, Map<String, Tensor> into) {
    float[] values = layout.initialValues(random);
    for (ParameterLayout.Entry entry : layout.entries()) {
      long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
      into.put(
          entry.name(),
          Tensor.of(
              Arrays.copyOfRange(values, entry.offset(), entry.offset() + entry.size()), shape));
    }
  }
}
