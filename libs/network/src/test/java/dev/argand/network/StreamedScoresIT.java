package dev.argand.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.BundleWriter;
import dev.argand.network.bundle.Golden;
import dev.argand.network.bundle.ManifestDraft;
import dev.argand.network.bundle.Provenance;
import dev.argand.network.training.NetworkTrainer;
import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FeatureStream;
import dev.argand.signal.Features;
import dev.argand.signal.FrontEnd;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A minute of audio, cut into frames in fifty ways, beside the batch: spectra and scores. */
final class StreamedScoresIT {
  private static final FrontEnd FRONT_END = FrontEnd.oneSecond();
  private static final int RATE_HZ = FRONT_END.sampleRateHz();
  private static final int WAYS = 50;

  /** Between batches of other sizes the engine picks other kernels. */
  private static final float TOLERANCE = 1e-5f;

  private static final NetworkSpec SPEC =
      new NetworkSpec(
          Field.COMPLEX,
          Genotype.parse(
              "SS1 normal[sep3<0 max3<1 | skip<0 dil5<2] reduction[max3<0 sep5<1 | skip<0 avg3<1]"),
          2,
          0,
          false,
          2,
          FRONT_END.melBands(),
          FRONT_END.frames(),
          3,
          Readout.REAL_PART);

  @TempDir Path folder;

  @Test
  void aMinute_inFiftyWays_hasTheSpectraBitForBitAndTheScoresOfTheBatch() throws Exception {
    float[] audio = sounds(60 * RATE_HZ);
    float[][] spectra = Features.all(FRONT_END, new AudioClip(audio, RATE_HZ));
    try (Recognizer model = Recognizer.load(Bundle.read(untrained()))) {
      float[][] scores = model.scores(spectra);
      for (int way = 0; way < WAYS; way++) {
        int windows = compare(audio, CounterRandom.of(way), model, spectra, scores);
        assertThat(windows).as("windows, way %d", way).isEqualTo(spectra.length);
      }
    }
  }

  /** Streams once; returns how many windows came. */
  private static int compare(
      float[] audio, CounterRandom cuts, Recognizer model, float[][] spectra, float[][] scores) {
    FeatureStream stream = new FeatureStream(FRONT_END, RATE_HZ, 0, 0);
    int[] windows = new int[1];
    FeatureStream.WindowSink sink =
        (k, features) -> {
          int window = windows[0]++;
          assertThat(k).isEqualTo(window);
          assertThat(Arrays.equals(features, spectra[window])).as("spectra of %d", k).isTrue();
          float[] live = model.scores(features);
          for (int label = 0; label < live.length; label++) {
            float difference = Math.abs(live[label] - scores[window][label]);
            assertThat(difference).as("score %d of %d", label, k).isLessThanOrEqualTo(TOLERANCE);
          }
        };
    for (int at = 0; at < audio.length; ) {
      // Log-uniform from one sample to a second.
      int chunk = (int) Math.exp(cuts.nextDouble() * Math.log(RATE_HZ + 1.0));
      int length = Math.min(audio.length - at, Math.max(1, chunk));
      stream.push(at, audio, at, length, sink);
      at += length;
    }
    stream.finish(sink);
    return windows[0];
  }

  /** A model at its first weights: its scores are as sensitive as any. */
  private Path untrained() throws Exception {
    CounterRandom random = CounterRandom.of(5);
    try (NetworkTrainer trainer =
        new NetworkTrainer(SPEC, new NetworkTrainer.Settings(0.9, 0, 5, 1), random)) {
      float[][] windows = {sounds(FRONT_END.windowSamples())};
      float[] features = Features.window(FRONT_END, windows[0]);
      ManifestDraft draft =
          new ManifestDraft(
              List.of("background", "bell", "knock"),
              "background",
              List.of(1.0, 0.5, 0.5),
              FRONT_END,
              SPEC,
              Map.of(),
              new Provenance(
                  "run",
                  "noise",
                  "0".repeat(64),
                  5,
                  "test",
                  "none",
                  Map.of(),
                  Provenance.UNKNOWN_COMMIT,
                  null,
                  Instant.EPOCH),
              1e-5,
              trainer.weightCount());
      Path file = folder.resolve("untrained" + Bundle.SUFFIX);
      BundleWriter.write(
          file,
          draft,
          trainer.tensors(),
          new Golden(windows, trainer.probabilities(features, 1)),
          Map.of());
      return file;
    }
  }

  /** Bursts of tones and noise of all levels, with silence between. */
  private static float[] sounds(int length) {
    CounterRandom random = CounterRandom.of(3);
    float[] samples = new float[length];
    for (int at = 0; at < length; ) {
      int end = Math.min(length, at + 1 + random.nextInt(RATE_HZ / 2));
      double level = random.nextInt(3) == 0 ? 0 : random.nextDouble();
      double radians = Math.PI * random.nextDouble();
      for (; at < end; at++) {
        samples[at] =
            (float) (level * (0.7 * Math.sin(radians * at) + 0.1 * random.nextGaussian()));
      }
    }
    return samples;
  }
}
