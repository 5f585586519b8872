package dev.argand.search.spectra.nd4j;

import dev.argand.search.spectra.Spectra;
import dev.argand.signal.FrameMatrix;
import dev.argand.signal.FrontEnd;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log1p;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Spectra as matrix products: the frames of many windows are the rows of one matrix, which is
 * multiplied by the front end's linear part ({@link FrameMatrix}: window, DFT, phase reference, mel
 * bands) and then compressed, z' = z log1p(c|z|) / |z|.
 *
 * <p>Equal to Java's features within {@link dev.argand.search.spectra.SpectraTolerance}.
 */
public final class Nd4jSpectra implements Spectra {
  /** Windows of one product: bounds the memory. */
  private static final int CHUNK = 64;

  /** Below this |z| the gain is its limit c, and log1p(c|z|)/|z| would be 0/0 at silence. */
  private static final float FAINTEST = 1e-18f;

  private final FrontEnd frontEnd;
  private final String name;
  private final INDArray real;
  private final INDArray imaginary;

  /** Called by reflection: starts ND4J's backend. */
  public Nd4jSpectra(FrontEnd frontEnd, String name) {
    FrameMatrix matrix = new FrameMatrix(frontEnd);
    long[] shape = {matrix.rows(), matrix.bands()};
    this.frontEnd = frontEnd;
    this.name = name;
    this.real = Nd4j.create(matrix.real(), shape, 'c');
    this.imaginary = Nd4j.create(matrix.imaginary(), shape, 'c');
  }

  @Override
  public float[][] features(float[][] windows) {
    for (float[] window : windows) {
      if (window.length != frontEnd.windowSamples()) {
        throw new IllegalArgumentException(
            "samples must be a window of %d, were %d"
                .formatted(frontEnd.windowSamples(), window.length));
      }
    }
    float[][] features = new float[windows.length][frontEnd.featureLength()];
    for (int from = 0; from < windows.length; from += CHUNK) {
      analyse(windows, from, Math.min(windows.length, from + CHUNK), features);
    }
    return features;
  }

  private void analyse(float[][] windows, int from, int end, float[][] features) {
    long[] in = {(long) (end - from) * frontEnd.frames(), frontEnd.fftLength()};
    long[] out = {in[0], frontEnd.melBands()};
    try (INDArray frames = Nd4j.create(frames(windows, from, end), in, 'c');
        INDArray re = Nd4j.create(new float[(int) (out[0] * out[1])], out, 'c');
        INDArray im = Nd4j.create(new float[(int) (out[0] * out[1])], out, 'c')) {
      frames.mmuli(real, re);
      frames.mmuli(imaginary, im);
      compress(re, im);
      scatter(re.data().asFloat(), from, end, 0, features);
      scatter(im.data().asFloat(), from, end, frontEnd.melBands(), features);
    }
  }

  private void compress(INDArray re, INDArray im) {
    try (INDArray magnitude = re.mul(re);
        INDArray square = im.mul(im)) {
      magnitude.addi(square);
      Transforms.sqrt(magnitude, false);
      Transforms.max(magnitude, FAINTEST, false);
      try (INDArray gain = magnitude.mul(frontEnd.compression())) {
        Nd4j.getExecutioner().exec(new Log1p(gain, gain));
        gain.divi(magnitude);
        re.muli(gain);
        im.muli(gain);
      }
    }
  }

  /** Every frame of some windows, one after another: [windows * frames, fftLength]. */
  private float[] frames(float[][] windows, int from, int end) {
    int length = frontEnd.fftLength();
    float[] frames = new float[(end - from) * frontEnd.frames() * length];
    int at = 0;
    for (int window = from; window < end; window++) {
      for (int frame = 0; frame < frontEnd.frames(); frame++) {
        System.arraycopy(windows[window], frame * frontEnd.stftHopSamples(), frames, at, length);
        at += length;
      }
    }
    return frames;
  }

  /** From [windows * frames, bands] to each window's [part, band, frame]. */
  private void scatter(float[] values, int from, int end, int firstRow, float[][] features) {
    int frames = frontEnd.frames();
    int at = 0;
    for (int window = from; window < end; window++) {
      for (int frame = 0; frame < frames; frame++) {
        for (int band = 0; band < frontEnd.melBands(); band++) {
          features[window][(firstRow + band) * frames + frame] = values[at++];
        }
      }
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() {
    real.close();
    imaginary.close();
  }
}
