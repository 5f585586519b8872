package dev.argand.network.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.argand.network.Field;
import dev.argand.network.OperationKind;
import dev.argand.network.SearchSpace;
import dev.argand.network.layer.Layer;
import dev.argand.network.layer.ParameterLayout;
import dev.argand.network.layer.Pass;
import dev.argand.network.layer.Pooling;
import dev.argand.network.layer.RowFold;
import dev.argand.network.layer.Site;
import dev.argand.network.layer.Tensors;
import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The grouped search cell against the plain sum over single operations, in float64. */
class SearchCellTest {
  private int channels = 2;
  private int size = 6;
  private int batch = 3;

  @ParameterizedTest
  @CsvSource({
    "SS1,REAL,false,1",
    "SS1,REAL,true,1",
    "SS1,COMPLEX,false,1",
    "SS1,COMPLEX,true,1",
    "SS1,REAL,true,2",
    "SS1,COMPLEX,false,3",
    "SS1,COMPLEX,true,2",
    "SS_POL_ASYM4,REAL,true,1",
    "SS_POL_ASYM4,COMPLEX,false,1",
    "SS_POL_ASYM5,COMPLEX,true,2",
    "SS_POL3RD_ATTENTION,COMPLEX,false,1"
  })
  void forward_equalsTheSumOverSingleOperations(
      SearchSpace space, Field field, boolean reduction, int partial) {
    CellEdges edges = new CellEdges(2);
    ParameterLayout layout = new ParameterLayout();
    Site site = new Site(layout, new ParameterLayout(), "", field, false);
    Cell.Wiring wiring = new Cell.Wiring(3, 3, partial * channels, reduction, false);
    SearchCell cell = new SearchCell(site, space, edges, wiring, partial);
    CounterRandom random = CounterRandom.of(11);
    float[] values = layout.initialValues(random);
    // The last of a row is the gate of what passes by.
    double[][] weights = new double[edges.count()][space.operations().size() + 1];
    for (double[] row : weights) {
      for (int o = 0; o < row.length; o++) {
        row[o] = random.nextDouble();
      }
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray last2 = noise(manager, random, field.reals() * 3);
      NDArray last1 = noise(manager, random, field.reals() * 3);
      Pass pass = Pass.training(layout, float64(manager, values));
      NDArray fast = cell.forward(pass, last2, last1, mixture(manager, edges, weights));
      NDArray slow =
          slow(
              manager, space, field, edges, wiring, partial, layout, values, weights, last2, last1);
      double[] a = fast.toDoubleArray();
      double[] b = slow.toDoubleArray();
      assertThat(a).hasSameSizeAs(b);
      for (int i = 0; i < a.length; i++) {
        assertThat(a[i]).isCloseTo(b[i], within(1e-9));
      }
    }
  }

  /** Large enough that kernels of 5, and at one edge of 3, run with their rows folded. */
  @ParameterizedTest
  @CsvSource({"REAL,false,32", "COMPLEX,false,16", "COMPLEX,true,16"})
  void forward_ofManyChannels_equalsTheSumOverSingleOperations(
      Field field, boolean reduction, int many) {
    channels = many;
    size = reduction ? 16 : 8;
    batch = 32;
    assertThat(new RowFold(field, many, 5, reduction ? 2 : 1, 2, size).isFaster(batch, size, 2))
        .isTrue();
    forward_equalsTheSumOverSingleOperations(SearchSpace.SS1, field, reduction, 1);
  }

  /** Every edge and operation on its own, with the supernet's weights copied into plain layers. */
  private NDArray slow(
      NDManager manager,
      SearchSpace space,
      Field field,
      CellEdges edges,
      Cell.Wiring wiring,
      int partial,
      ParameterLayout supernet,
      float[] values,
      double[][] weights,
      NDArray last2,
      NDArray last1) {
    List<NDArray> sums = new ArrayList<>();
    sums.add(before(manager, field, wiring, "before0", supernet, values, last2));
    sums.add(before(manager, field, wiring, "before1", supernet, values, last1));
    for (int to = 2; to < edges.nodes() + 2; to++) {
      NDArray sum = null;
      NDArray passed = null;
      for (int from = 0; from < to; from++) {
        int stride = wiring.reduction() && from < 2 ? 2 : 1;
        int e = edges.number(from, to);
        NDArray x = channels(field, sums.get(from), 0, channels);
        if (partial > 1) {
          NDArray rest = channels(field, sums.get(from), channels, partial * channels);
          NDArray pooled = stride == 2 ? Pooling.max(rest, field, 1, 2) : rest;
          NDArray gated = pooled.mul(weights[e][weights[e].length - 1]);
          passed = passed == null ? gated : passed.add(gated);
        }
        for (int o = 0; o < weights[e].length - 1; o++) {
          OperationKind kind = space.operations().get(o);
          ParameterLayout plain = new ParameterLayout();
          Site site = new Site(plain, new ParameterLayout(), "op", field, false);
          Layer layer = Operations.create(site, kind, channels, stride);
          Map<String, float[]> source = sources(field, edges, kind, e, supernet, values);
          NDArray y = layer.forward(pass(manager, plain, source), x).mul(weights[e][o]);
          sum = sum == null ? y : sum.add(y);
        }
      }
      NDArray mixed = java.util.Objects.requireNonNull(sum);
      sums.add(passed == null ? mixed : shuffled(field, mixed, passed, partial));
    }
    return Tensors.concatChannels(field, sums.subList(2, sums.size()));
  }

  /** Channels of a range, one by one. */
  private NDArray channels(Field field, NDArray x, int from, int to) {
    int count = (int) x.getShape().get(1) / field.reals();
    NDList planes = new NDList();
    for (int part = 0; part < field.reals(); part++) {
      for (int c = from; c < to; c++) {
        int plane = part * count + c;
        planes.add(x.get(":," + plane + ":" + (plane + 1)));
      }
    }
    return Tensors.concat(1, planes);
  }

  /** Channel q of the shuffled ones is channel q / K of group q mod K. */
  private NDArray shuffled(Field field, NDArray mixed, NDArray passed, int partial) {
    NDArray joined = Tensors.concatChannels(field, List.of(mixed, passed));
    NDList parts = joined.split(field.reals(), 1);
    NDList planes = new NDList();
    for (NDArray part : parts) {
      for (int q = 0; q < partial * channels; q++) {
        int from = q % partial * channels + q / partial;
        planes.add(part.get(":," + from + ":" + (from + 1)));
      }
    }
    return Tensors.concat(1, planes);
  }

  private NDArray before(
      NDManager manager,
      Field field,
      Cell.Wiring wiring,
      String name,
      ParameterLayout supernet,
      float[] values,
      NDArray x) {
    ParameterLayout plain = new ParameterLayout();
    Site site = new Site(plain, new ParameterLayout(), name, field, false);
    Layer layer = name.equals("before0") ? wiring.before0(site) : wiring.before1(site);
    Map<String, float[]> source =
        Map.of(name + ".weight", slice(supernet, values, name + ".weight"));
    return layer.forward(pass(manager, plain, source), x);
  }

  /** The supernet's weights of one edge and operation, under the plain layer's names. */
  private Map<String, float[]> sources(
      Field field,
      CellEdges edges,
      OperationKind kind,
      int edge,
      ParameterLayout supernet,
      float[] values) {
    int column = 0;
    int[] bySource = edges.bySource();
    while (bySource[column] != edge) {
      column++;
    }
    Map<String, float[]> weights = new HashMap<>();
    switch (kind) {
      case SEP3, SEP5 -> {
        bank(field, edges, kind, 0, column, "op.first", supernet, values, weights);
        bank(field, edges, kind, 1, column, "op.second", supernet, values, weights);
      }
      case DIL3, DIL5 -> bank(field, edges, kind, 2, column, "op", supernet, values, weights);
      case SKIP -> {
        String name = "edge" + edge + ".skip.weight";
        if (supernet.entries().stream().anyMatch(entry -> entry.name().equals(name))) {
          weights.put("op.weight", slice(supernet, values, name));
        }
      }
      case MAX3, AVG3 -> {}
      case POL4_7_1, POL4_5_3, POL5_7_1, POL5_5_3, ATT_7_1_1, ATT_5_3_3 -> {
        String prefix = "edge" + edge + "." + kind.code() + ".";
        supernet.entries().stream()
            .map(ParameterLayout.Entry::name)
            .filter(name -> name.startsWith(prefix))
            .forEach(
                name ->
                    weights.put(
                        "op." + name.substring(prefix.length()), slice(supernet, values, name)));
      }
    }
    return weights;
  }

  private void bank(
      Field field,
      CellEdges edges,
      OperationKind kind,
      int slot,
      int column,
      String name,
      ParameterLayout supernet,
      float[] values,
      Map<String, float[]> weights) {
    String bank = "kernels" + kind.kernel();
    int taps = kind.kernel() * kind.kernel();
    weights.put(
        name + ".depthwise",
        pick(
            slice(supernet, values, bank + ".depthwise"),
            field.reals(),
            3 * edges.count(),
            slot * edges.count() + column,
            channels * taps));
    weights.put(
        name + ".pointwise",
        pick(
            slice(supernet, values, bank + ".pointwise"),
            field.reals(),
            3 * edges.count(),
            slot * edges.count() + column,
            channels * channels));
  }

  private float[] pick(float[] bank, int parts, int kernels, int number, int size) {
    float[] picked = new float[parts * size];
    for (int p = 0; p < parts; p++) {
      System.arraycopy(bank, (p * kernels + number) * size, picked, p * size, size);
    }
    return picked;
  }

  private float[] slice(ParameterLayout layout, float[] values, String name) {
    ParameterLayout.Entry entry =
        layout.entries().stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow();
    return java.util.Arrays.copyOfRange(values, entry.offset(), entry.offset() + entry.size());
  }

  private Pass pass(NDManager manager, ParameterLayout plain, Map<String, float[]> source) {
    if (plain.entries().isEmpty()) {
      ParameterLayout unused = new ParameterLayout();
      unused.declare("unused", 1, dev.argand.network.layer.Initializer.constant(0), 1);
      return Pass.training(unused, float64(manager, new float[1]));
    }
    float[] flat = new float[plain.size()];
    for (ParameterLayout.Entry entry : plain.entries()) {
      float[] from = java.util.Objects.requireNonNull(source.get(entry.name()), entry.name());
      System.arraycopy(from, 0, flat, entry.offset(), entry.size());
    }
    return Pass.training(plain, float64(manager, flat));
  }

  private NDArray float64(NDManager manager, float[] values) {
    return manager.create(values).toType(DataType.FLOAT64, true);
  }

  private NDArray noise(NDManager manager, CounterRandom random, int planes) {
    double[] values = new double[batch * planes * size * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return manager.create(values, new Shape(batch, planes, size, size));
  }

  private NDArray mixture(NDManager manager, CellEdges edges, double[][] weights) {
    int[] bySource = edges.bySource();
    NDList columns = new NDList();
    for (int e : bySource) {
      columns.add(manager.create(weights[e], new Shape(weights[e].length, 1)));
    }
    return Tensors.concat(1, columns);
  }
}
