package dev.argand.search.run;

import dev.argand.network.EngineDevice;
import dev.argand.runtime.PlainLocale;
import dev.argand.search.spectra.JavaSpectra;
import dev.argand.search.spectra.Spectra;
import dev.argand.search.spectra.SpectraTolerance;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The probe's program: uses a device and a spectra backend as a run would, a few times, and
 * compares with the CPU and with Java. A backend that kills its process kills only this one.
 */
final class ComputeProbe {
  /** A probe that hangs says where, in its log, and ends. */
  static final Duration LIMIT = Duration.ofMinutes(4);

  /** Exit code of a probe that hung. */
  private static final int HUNG = 10;

  /** A backend can pass its first call and fail its second. */
  private static final int CALLS = 3;

  private static final int WINDOWS = 6;

  private ComputeProbe() {}

  /** Arguments: what {@link Compute#arguments} gives. */
  public static void main(String[] args) {
    PlainLocale.set();
    Compute compute = Compute.parse(Arrays.asList(args));
    Thread watch = new Thread(() -> endAfter(LIMIT), "probe-watch");
    watch.setDaemon(true);
    watch.start();
    WorkerVoice.speak(listener -> probe(compute));
  }

  private static void endAfter(Duration limit) {
    try {
      Thread.sleep(limit.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    System.err.println("the probe did not end within " + limit);
    Thread.getAllStackTraces()
        .forEach(
            (thread, frames) -> {
              System.err.println(thread);
              for (StackTraceElement frame : frames) {
                System.err.println("    at " + frame);
              }
            });
    Runtime.getRuntime().halt(HUNG);
  }

  private static Map<String, ?> probe(Compute compute) throws Exception {
    Map<String, Object> found = new LinkedHashMap<>();
    if (compute.cuda()) {
      compute.requireDevice();
      EngineDevice.prove();
      found.put("device", EngineDevice.describe());
    }
    if (compute.spectra() != null) {
      FrontEnd frontEnd = FrontEnd.oneSecond();
      try (Spectra spectra = compute.open(frontEnd);
          Spectra java = new JavaSpectra(frontEnd)) {
        found.put("worst", worst(frontEnd, spectra, java));
        found.put("spectra", spectra.name());
      }
    }
    return found;
  }

  private static double worst(FrontEnd frontEnd, Spectra spectra, Spectra java)
      throws SearchException {
    SpectraTolerance tolerance = new SpectraTolerance(frontEnd);
    double worst = 0;
    for (int call = 0; call < CALLS; call++) {
      float[][] windows = windows(frontEnd, CounterRandom.of(call));
      float[][] expected = java.features(windows);
      float[][] found = spectra.features(windows);
      for (int i = 0; i < windows.length; i++) {
        worst = Math.max(worst, tolerance.worst(windows[i], expected[i], found[i]));
      }
    }
    if (!(worst <= 1)) {
      throw new SearchException(
          "its spectra differ from Java's by %.3g times what rounding allows".formatted(worst));
    }
    return worst;
  }

  /** Silence, full scale, and noise at falling levels. */
  private static float[][] windows(FrontEnd frontEnd, CounterRandom random) {
    float[][] windows = new float[WINDOWS][frontEnd.windowSamples()];
    for (int i = 1; i < WINDOWS; i++) {
      double level = Math.pow(10, 1 - i);
      for (int k = 0; k < windows[i].length; k++) {
        windows[i][k] = (float) (level * (2 * random.nextDouble() - 1));
      }
    }
    return windows;
  }
}
