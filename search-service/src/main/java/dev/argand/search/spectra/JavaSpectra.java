package dev.argand.search.spectra;

import dev.argand.signal.FrontEnd;
import dev.argand.signal.WindowAnalyser;

/** The front end itself: the numbers that recognition has, bit for bit. */
public final class JavaSpectra implements Spectra {
  private final WindowAnalyser analyser;

  /** Spectra of a front end. */
  public JavaSpectra(FrontEnd frontEnd) {
    this.analyser = new WindowAnalyser(frontEnd);
  }

  @Override
  public float[][] features(float[][] windows) {
    float[][] features = new float[windows.length][];
    for (int i = 0; i < windows.length; i++) {
      features[i] = analyser.features(windows[i]);
    }
    return features;
  }

  @Override
  public String name() {
    return "java";
  }

  @Override
  public void close() {
    // Holds nothing outside the heap.
  }
}
