package dev.argand.signal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Everything that turns audio into the features of one window: the part of a model that must be the
 * same when it is trained, evaluated and served.
 *
 * <p>Audio is resampled to {@code sampleRateHz}. Window k covers the model samples [k * hopSamples,
 * k * hopSamples + windowSamples) of a session. Frames are uncentred: frame f of a window starts f
 * * stftHopSamples after the window and lies wholly inside it. A window's hop is a whole number of
 * STFT hops, so overlapping windows share frames.
 *
 * <p>Features of a window: {@code float[2 * melBands * frames()]}, laid out {@code [part, band,
 * frame]} with part 0 the real and part 1 the imaginary plane.
 *
 * <p>Bounds far above any use keep a front end that comes from a file from taking all memory: a
 * transform of {@value #MOST_FFT_LENGTH}, {@value #MOST_SAMPLES} samples a window, as many
 * features.
 *
 * @param sampleRateHz the model's rate
 * @param windowSamples length of a window in model samples
 * @param hopSamples from window to window, in model samples
 * @param fftLength length of the periodic Hann window and of the transform; a power of two
 * @param stftHopSamples from frame to frame, in model samples
 * @param melBands number of mel bands
 * @param minHz lower edge of the lowest band
 * @param maxHz upper edge of the highest band
 * @param compression c of z' = z log1p(c|z|)/|z|, greater than 0
 */
public record FrontEnd(
    int sampleRateHz,
    int windowSamples,
    int hopSamples,
    int fftLength,
    int stftHopSamples,
    int melBands,
    double minHz,
    double maxHz,
    double compression) {
  /** Longest transform. */
  public static final int MOST_FFT_LENGTH = 1 << 16;

  /** Most samples, and most features, of a window. */
  public static final int MOST_SAMPLES = 1 << 24;

  public FrontEnd {
    require(
        sampleRateHz >= 1000 && sampleRateHz <= 384_000,
        "sampleRateHz must be in [1000, 384000], was " + sampleRateHz);
    require(
        fftLength >= 16 && fftLength <= MOST_FFT_LENGTH && Integer.bitCount(fftLength) == 1,
        "fftLength must be a power of two in [16, " + MOST_FFT_LENGTH + "], was " + fftLength);
    require(
        stftHopSamples >= 1 && stftHopSamples <= fftLength,
        "stftHopSamples must be in [1, " + fftLength + "], was " + stftHopSamples);
    require(
        windowSamples >= fftLength && windowSamples <= MOST_SAMPLES,
        "windowSamples must be at least fftLength, "
            + fftLength
            + ", and at most "
            + MOST_SAMPLES
            + ", was "
            + windowSamples);
    require(
        hopSamples >= 1 && hopSamples <= windowSamples && hopSamples % stftHopSamples == 0,
        "hopSamples must be a whole number of STFT hops of "
            + stftHopSamples
            + " and at most windowSamples "
            + windowSamples
            + ", was "
            + hopSamples);
    require(
        melBands >= 1 && melBands <= fftLength / 2,
        "melBands must be in [1, " + fftLength / 2 + "], was " + melBands);
    long features = 2L * melBands * (1 + (windowSamples - fftLength) / stftHopSamples);
    require(
        features <= MOST_SAMPLES,
        "a window must have at most " + MOST_SAMPLES + " features, had " + features);
    require(
        minHz >= 0 && maxHz > minHz && maxHz <= sampleRateHz / 2.0,
        "need 0 <= minHz < maxHz <= " + sampleRateHz / 2.0 + ", were " + minHz + " and " + maxHz);
    require(
        compression > 0 && Double.isFinite(compression),
        "compression must be positive and finite, was " + compression);
    double binHz = (double) sampleRateHz / fftLength;
    int empty = MelScale.firstEmptyBand(MelScale.edgesHz(melBands, minHz, maxHz), binHz);
    require(
        empty < 0,
        "every mel band must hold a frequency bin: of "
            + melBands
            + " bands over "
            + minHz
            + " to "
            + maxHz
            + " Hz, band "
            + empty
            + " is narrower than the spacing of "
            + binHz
            + " Hz; take fewer bands or a longer fftLength");
  }

  /** One-second windows at 16 kHz with a hop of 0.48 s: 32 mel bands by 32 frames. */
  public static FrontEnd oneSecond() {
    return new FrontEnd(16_000, 16_000, 7_680, 1_024, 480, 32, 40, 8_000, 10);
  }

  /** Frames of one window: 1 + floor((windowSamples - fftLength) / stftHopSamples). */
  public int frames() {
    return 1 + (windowSamples - fftLength) / stftHopSamples;
  }

  /** Frames from one window to the next. */
  public int framesPerHop() {
    return hopSamples / stftHopSamples;
  }

  /** Length of a window's feature array: 2 * melBands * frames. */
  public int featureLength() {
    return 2 * melBands * frames();
  }

  /** First source sample that window k covers, at a source of the given rate. */
  public long sourceStart(long k, int sourceRateHz) {
    return Math.floorDiv(Math.multiplyExact(k * hopSamples, (long) sourceRateHz), sampleRateHz);
  }

  /** One past the last source sample that window k covers, at a source of the given rate. */
  public long sourceEnd(long k, int sourceRateHz) {
    return ceilDiv(
        Math.multiplyExact(k * hopSamples + windowSamples, (long) sourceRateHz), sampleRateHz);
  }

  /** The first window that starts at or after a source sample. */
  public long firstWindowFrom(long sourceSample, int sourceRateHz) {
    return ceilDiv(
        Math.multiplyExact(sourceSample, (long) sampleRateHz), (long) hopSamples * sourceRateHz);
  }

  /** How many windows lie wholly within the first samples of a source. */
  public long windowsWithin(long sourceSamples, int sourceRateHz) {
    long modelSamples =
        Math.floorDiv(Math.multiplyExact(sourceSamples, (long) sampleRateHz), sourceRateHz);
    return modelSamples < windowSamples ? 0 : 1 + (modelSamples - windowSamples) / hopSamples;
  }

  /**
   * How many mel bands, counted from the lowest, lie wholly below a frequency. Given the Nyquist
   * frequency of a source of lower rate than the model's, the bands from this one on are partly or
   * wholly empty: the source is band-limited.
   */
  public int bandsBelow(double nyquistHz) {
    double[] edges = MelScale.edgesHz(melBands, minHz, maxHz);
    int bands = 0;
    while (bands < melBands && edges[bands + 2] <= nyquistHz) {
      bands++;
    }
    return bands;
  }

  /** SHA-256 (hex) of the canonical text of every component: part of each window's identity. */
  public String digest() {
    String canonical =
        String.format(
            // The same everywhere, also where people write other digits.
            Locale.ROOT,
            "argand-front-end-v1 rate=%d window=%d hop=%d fft=%d stftHop=%d mel=%d min=%s max=%s c=%s",
            sampleRateHz,
            windowSamples,
            hopSamples,
            fftLength,
            stftHopSamples,
            melBands,
            Double.toString(minHz),
            Double.toString(maxHz),
            Double.toString(compression));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is required of every Java platform", e);
    }
  }

  // Math.ceilDiv is newer than Java 17.
  private static long ceilDiv(long dividend, long divisor) {
    return -Math.floorDiv(-dividend, divisor);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
