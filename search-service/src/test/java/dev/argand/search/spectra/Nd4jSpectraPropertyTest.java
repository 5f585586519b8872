package dev.argand.search.spectra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.argand.search.natives.NativesException;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.Features;
import dev.argand.signal.FrontEnd;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class Nd4jSpectraPropertyTest {
  private static final FrontEnd FRONT_END = FrontEnd.oneSecond();
  private static final SpectraTolerance TOLERANCE = new SpectraTolerance(FRONT_END);

  // One a JVM: its natives stay.
  private static final Spectra ND4J = open();

  private static Spectra open() {
    try {
      return SpectraLoader.open(Nd4jJars.all(), "nd4j-native", FRONT_END);
    } catch (NativesException e) {
      throw new IllegalStateException(e);
    }
  }

  @Property(tries = 15)
  void features_randomWindowsAtAnyLevel_equalJavas(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int windows) {
    float[][] batch = new float[windows][];
    for (int i = 0; i < windows; i++) {
      CounterRandom random = CounterRandom.of(seed).at(i);
      batch[i] = noise(random, Math.pow(10, random.nextDouble(-6, 0)));
    }
    assertEqualsJava(batch);
  }

  @Property(tries = 15)
  void features_tonesBetweenSilences_equalJavas(@ForAll long seed) {
    CounterRandom random = CounterRandom.of(seed);
    float[] window = new float[FRONT_END.windowSamples()];
    double cycles = random.nextDouble(0, 0.5);
    int from = random.nextInt(window.length);
    for (int i = from; i < Math.min(window.length, from + 5_000); i++) {
      window[i] = (float) Math.sin(2 * Math.PI * cycles * i);
    }
    assertEqualsJava(window);
  }

  @Example
  void features_silence_areExactlyZero() {
    float[][] features = ND4J.features(new float[2][FRONT_END.windowSamples()]);
    assertThat(features[1]).containsOnly(0f);
  }

  @Example
  void features_fullScale_equalJavas() {
    float[] square = new float[FRONT_END.windowSamples()];
    float[] impulse = new float[FRONT_END.windowSamples()];
    float[] constant = new float[FRONT_END.windowSamples()];
    for (int i = 0; i < square.length; i++) {
      square[i] = i / 20 % 2 == 0 ? 1 : -1;
      constant[i] = 1;
    }
    impulse[5_000] = -1;
    assertEqualsJava(square, impulse, constant);
  }

  @Example
  void features_moreWindowsThanOneProduct_equalJavas() {
    float[][] batch = new float[70][];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = noise(CounterRandom.of(i), 0.1);
    }
    assertEqualsJava(batch);
  }

  @Example
  void features_oneSampleLate_areFarBeyondTheTolerance() {
    float[] window = noise(CounterRandom.of(3), 0.1);
    float[] late = new float[window.length];
    System.arraycopy(window, 0, late, 1, window.length - 1);
    float[] shifted = ND4J.features(new float[][] {late})[0];
    assertThat(TOLERANCE.worst(window, Features.window(FRONT_END, window), shifted))
        .isGreaterThan(100);
  }

  @Example
  void worst_conjugateOrNotFinite_isRefused() {
    float[] window = noise(CounterRandom.of(4), 0.1);
    float[] java = Features.window(FRONT_END, window);
    float[] conjugate = java.clone();
    for (int i = java.length / 2; i < java.length; i++) {
      conjugate[i] = -conjugate[i];
    }
    float[] broken = java.clone();
    broken[7] = Float.NaN;
    assertThat(TOLERANCE.worst(window, java, conjugate)).isGreaterThan(100);
    assertThat(TOLERANCE.worst(window, java, broken)).isNaN();
  }

  @Example
  void features_wrongLength_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ND4J.features(new float[1][100]))
        .withMessage("samples must be a window of 16000, were 100");
  }

  @Example
  void loader_hostsClassPath_hasNoNd4j() {
    assertThat(ND4J.getClass().getClassLoader()).isNotSameAs(getClass().getClassLoader());
    assertThat(List.of(System.getProperty("java.class.path").split(":")))
        .noneMatch(entry -> entry.contains("nd4j-native"));
  }

  /** FFmpeg's JavaCPP is on the host's class path; ND4J has the older one that it needs. */
  @Example
  void loader_javaCpp_isItsOwn() throws Exception {
    ClassLoader own = ND4J.getClass().getClassLoader();
    Class<?> javaCpp = Class.forName("org.bytedeco.javacpp.Loader", false, own);
    assertThat(javaCpp.getClassLoader()).isSameAs(own);
    assertThat(Class.forName("org.bytedeco.javacpp.Loader").getClassLoader()).isNotSameAs(own);
  }

  private static void assertEqualsJava(float[]... windows) {
    float[][] features = ND4J.features(windows);
    assertThat(features).hasDimensions(windows.length, FRONT_END.featureLength());
    for (int i = 0; i < windows.length; i++) {
      float[] java = Features.window(FRONT_END, windows[i]);
      double worst = TOLERANCE.worst(windows[i], java, features[i]);
      if (Boolean.getBoolean("argand.print")) {
        double most = 0;
        for (int k = 0; k < java.length; k++) {
          most = Math.max(most, Math.abs(java[k] - features[i][k]));
        }
        System.out.printf("worst %.4f of the tolerance, %.3g absolute%n", worst, most);
      }
      assertThat(worst).as("share of the tolerance in window %d", i).isLessThanOrEqualTo(1);
    }
  }

  private static float[] noise(CounterRandom random, double level) {
    float[] window = new float[FRONT_END.windowSamples()];
    for (int i = 0; i < window.length; i++) {
      window[i] = (float) (level * (2 * random.nextDouble() - 1));
    }
    return window;
  }
}
