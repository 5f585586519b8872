package dev.argand.search.data;

import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of audio such as a live source would bring, with the truth about it: events of one
 * split, one after the other, over background of the same split that changes slowly.
 *
 * <p>Between two events lie 1 to 4 seconds, so that windows hold one event, part of one, or none.
 * Labels take turns in random order. An event's level is its own plus or minus 10 dB, and at least
 * 5 dB above the background, which lies between -65 and -35 dB below full scale.
 *
 * @param audio the whole scene
 * @param truth its events, in order, without overlap
 * @param backgroundLabel what a window without any event is
 */
public record LiveScene(AudioClip audio, List<Truth> truth, String backgroundLabel) {
  private static final double FIRST_GAP_SECONDS = 1.2;
  private static final double SHORTEST_GAP_SECONDS = 1;
  private static final double LONGEST_GAP_SECONDS = 4;
  private static final double STRETCH_SECONDS = 8;
  private static final double CROSS_FADE_SECONDS = 1;
  private static final double QUIETEST_DB = -65;
  private static final double LOUDEST_DB = -35;
  private static final double LOWEST_SNR_DB = 5;
  private static final double GAIN_DB = 10;
  private static final double FADE_SECONDS = 0.005;
  private static final float LIMIT = 0.98f;

  /**
   * An event: source samples [firstSample, endSample).
   *
   * @param firstSample first sample of the event
   * @param endSample one past its last sample
   * @param label what it is
   */
  public record Truth(long firstSample, long endSample, String label) {
    public Truth {
      if (firstSample < 0 || endSample <= firstSample) {
        throw new IllegalArgumentException(
            "need 0 <= firstSample < endSample, were %d and %d".formatted(firstSample, endSample));
      }
    }
  }

  public LiveScene {
    truth = List.copyOf(truth);
  }

  /** A scene at 16 kHz over the data set's own splits. */
  public static LiveScene compose(
      DataSet data, Split split, Duration duration, CounterRandom random)
      throws DataException, IOException {
    return compose(Splits.of(data), split, duration, SoundSynthesiser.SAMPLE_RATE_HZ, random);
  }

  /**
   * A scene of the given length and rate. The same arguments give the same samples.
   *
   * @param sampleRateHz rate of the scene; clips are resampled to it
   * @throws IOException if a clip can no longer be read
   */
  public static LiveScene compose(
      Splits splits, Split split, Duration duration, int sampleRateHz, CounterRandom random)
      throws IOException {
    String background = splits.data().backgroundLabel();
    List<String> rota =
        splits.data().labels().stream().filter(label -> !label.equals(background)).toList();
    return compose(splits.clips(split), background, rota, duration, sampleRateHz, random);
  }

  /**
   * The same from clips of any kind, with the labels that take turns: each as often a round as the
   * rota names it.
   *
   * @param clips of every label of the rota and of the background
   * @param rota labels, without the background's; repeats are allowed
   */
  public static LiveScene compose(
      List<LabeledClip> clips,
      String backgroundLabel,
      List<String> rota,
      Duration duration,
      int sampleRateHz,
      CounterRandom random)
      throws IOException {
    Map<String, List<LabeledClip>> byLabel = new HashMap<>();
    for (LabeledClip clip : clips) {
      byLabel.computeIfAbsent(clip.label(), label -> new ArrayList<>()).add(clip);
    }
    if (rota.isEmpty() || !byLabel.keySet().containsAll(rota)) {
      throw new IllegalArgumentException(
          "rota must name labels of %s, was %s".formatted(byLabel.keySet(), rota));
    }
    int length =
        Math.toIntExact(Math.multiplyExact(duration.toMillis(), (long) sampleRateHz) / 1000);
    if (length < 1) {
      throw new IllegalArgumentException("duration must be positive, was " + duration);
    }
    ClipCache cache = new ClipCache(sampleRateHz, ClipCache.DEFAULT_MAX_BYTES);
    List<LabeledClip> backgrounds = byLabel.getOrDefault(backgroundLabel, List.of());
    BackgroundBed bed = new BackgroundBed(backgrounds, cache);
    double[] levels = new double[length];
    float[] samples = background(bed, levels, sampleRateHz, random.at("background"));
    List<Truth> truth = new ArrayList<>();
    double position = FIRST_GAP_SECONDS * sampleRateHz;
    for (int turn = 0; ; turn++) {
      CounterRandom own = random.at("event").at(turn);
      String label = label(rota, turn, random);
      List<LabeledClip> choices = byLabel.getOrDefault(label, List.of());
      ClipCache.Sound event = cache.get(choices.get(own.nextInt(choices.size())));
      int start = (int) position;
      int end = start + event.samples().length;
      if (end > length) {
        break;
      }
      double faintest = levels[start] * Loudness.ratio(LOWEST_SNR_DB);
      double gain =
          Math.max(
              Loudness.ratio(own.nextDouble(-GAIN_DB, GAIN_DB)),
              faintest / Math.max(1e-6, event.activeLevel()));
      WindowSampler.add(event.samples(), start, samples, gain, (int) (FADE_SECONDS * sampleRateHz));
      truth.add(new Truth(start, end, label));
      position = end + own.nextDouble(SHORTEST_GAP_SECONDS, LONGEST_GAP_SECONDS) * sampleRateHz;
    }
    Loudness.limit(samples, LIMIT);
    return new LiveScene(new AudioClip(samples, sampleRateHz), truth, backgroundLabel);
  }

  /**
   * What a window should be called: the label of the one event of which it holds at least 80 % (or
   * which fills 80 % of it) while no other event reaches in by more than 5 %; the background label
   * if no event does; null if it is neither, and should not be judged.
   *
   * @param windowStart first source sample of the window
   * @param windowEnd one past its last
   */
  public @Nullable String labelOf(long windowStart, long windowEnd) {
    if (windowEnd <= windowStart) {
      throw new IllegalArgumentException(
          "need windowStart < windowEnd, were %d and %d".formatted(windowStart, windowEnd));
    }
    String label = backgroundLabel;
    int touching = 0;
    for (Truth event : truth) {
      long inside =
          Math.min(windowEnd, event.endSample()) - Math.max(windowStart, event.firstSample());
      long whole = Math.min(windowEnd - windowStart, event.endSample() - event.firstSample());
      double share = Math.max(0, inside) / (double) whole;
      if (share > WindowSampler.EDGE_SHARE) {
        touching++;
        label = share >= WindowSampler.MINIMUM_SHARE ? event.label() : null;
      }
    }
    return touching > 1 ? null : label;
  }

  /** Labels in rounds, shuffled anew for each. */
  private static String label(List<String> labels, int turn, CounterRandom random) {
    int[] order = new int[labels.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    random.at("round").at(turn / order.length).shuffle(order);
    return labels.get(order[turn % order.length]);
  }

  /** Stretches of background of different levels, each fading into the next. */
  private static float[] background(
      BackgroundBed bed, double[] levels, int sampleRateHz, CounterRandom random)
      throws IOException {
    float[] samples = new float[levels.length];
    int fade = (int) (CROSS_FADE_SECONDS * sampleRateHz);
    int period = (int) (STRETCH_SECONDS * sampleRateHz);
    for (int start = 0, number = 0; start < samples.length; start += period, number++) {
      CounterRandom own = random.at(number);
      double level = Loudness.ratio(own.nextDouble(QUIETEST_DB, LOUDEST_DB));
      float[] stretch = bed.lay(period + fade, 0, own);
      for (int i = 0; i < stretch.length && start + i < samples.length; i++) {
        double in = number > 0 && i < fade ? (double) i / fade : 1;
        double out = i >= period ? 1 - (double) (i - period) / fade : 1;
        double gain = level * Math.sqrt(Math.min(in, out));
        samples[start + i] += (float) (gain * stretch[i]);
        levels[start + i] = Math.hypot(levels[start + i], gain);
      }
    }
    return samples;
  }
}
