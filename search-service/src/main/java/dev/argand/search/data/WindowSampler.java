package dev.argand.search.data;

import dev.argand.signal.AudioClip;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.FrontEnd;
import dev.argand.signal.Resampler;
import java.io.IOException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Turns clips into windows of audio, {@code float[frontEnd.windowSamples()]} at {@code
 * frontEnd.sampleRateHz()}, for training and for evaluation.
 *
 * <p>A window is what a live stream would bring: an event anywhere in a background of its own
 * split, at a random level, never in digital zeros. Everything random is a function of (seed,
 * epoch, index) and of the clip, so a window can be made again bit for bit, in any order and on any
 * thread.
 *
 * <p>Clips are decoded and resampled once and kept up to a number of bytes; audio beyond it is read
 * again when needed. Thread-safe.
 */
public final class WindowSampler {
  /**
   * Part of an event, or of the window if that is shorter, that a training window holds at least,
   * unless the augmentation says otherwise.
   */
  public static final double MINIMUM_SHARE = 1 - Augmentation.DEFAULT.shiftShare();

  /** Part of an event that a background window may hold at most. */
  public static final double EDGE_SHARE = 0.05;

  /** Level of an event at a background window's edge, plus or minus. */
  private static final double EDGE_GAIN_DB = 10;

  private static final double QUIETEST_BACKGROUND_DB = -65;
  private static final double LOUDEST_BACKGROUND_DB = -20;
  private static final double EDGE_PROBABILITY = 0.3;
  private static final double EVALUATION_SNR_DB = 30;

  /** Least background under a clip: one unit of 16-bit audio, -90 dB. */
  private static final double FAINTEST = 3e-5;

  private static final float LIMIT = 0.98f;

  private final FrontEnd frontEnd;
  private final Splits splits;
  private final Augmentation augmentation;
  private final String backgroundLabel;
  private final ClipCache cache;
  private final Map<Split, BackgroundBed> beds = new EnumMap<>(Split.class);
  private final Map<Split, List<LabeledClip>> events = new EnumMap<>(Split.class);

  /** A sampler that varies windows as {@link Augmentation#DEFAULT} says. */
  public WindowSampler(Splits splits, FrontEnd frontEnd) {
    this(splits, frontEnd, Augmentation.DEFAULT);
  }

  /** A sampler that keeps up to 256 MiB of audio. */
  public WindowSampler(Splits splits, FrontEnd frontEnd, Augmentation augmentation) {
    this(splits, frontEnd, augmentation, ClipCache.DEFAULT_MAX_BYTES);
  }

  /**
   * A sampler over the clips of a divided data set.
   *
   * @param maxCacheBytes bytes of decoded audio to keep (four a sample)
   */
  public WindowSampler(
      Splits splits, FrontEnd frontEnd, Augmentation augmentation, long maxCacheBytes) {
    this.frontEnd = frontEnd;
    this.splits = splits;
    this.augmentation = augmentation;
    this.backgroundLabel = splits.data().backgroundLabel();
    this.cache = new ClipCache(frontEnd.sampleRateHz(), maxCacheBytes);
    for (Split split : Split.values()) {
      List<LabeledClip> clips = splits.clips(split);
      beds.put(split, new BackgroundBed(clips.stream().filter(this::isBackground).toList(), cache));
      events.put(split, clips.stream().filter(clip -> !isBackground(clip)).toList());
    }
  }

  /**
   * A window to train on.
   *
   * <p>Of an event: most of it (of the window, if it is longer) lies inside, at another tempo and
   * level, its ends faded, above a background of the same split, all as far as the {@link
   * Augmentation} goes. Of a background clip: a random stretch at -65 to -20 dB below full scale,
   * at times with a second one, and at times with up to {@link #EDGE_SHARE} of an event at an edge.
   *
   * @throws IOException if a clip can no longer be read
   */
  public float[] trainingWindow(LabeledClip clip, long seed, long epoch, long index)
      throws IOException {
    CounterRandom random = CounterRandom.of(seed).at("window").at(epoch).at(index);
    return isBackground(clip) ? backgroundWindow(clip, random) : eventWindow(clip, random);
  }

  /**
   * Background with nothing else in it, at the levels that training has: what no threshold may
   * answer. Windows follow each other as in a live stream, at the front end's hop.
   *
   * @param clip a background clip
   * @param isSynthetic whether noise is synthesised instead of taken from the clip's split
   * @param count windows of one stretch, at least 1
   * @return {@code [count][windowSamples]}
   * @throws IOException if a clip can no longer be read
   */
  public float[][] quietWindows(
      LabeledClip clip, boolean isSynthetic, int count, long seed, long index) throws IOException {
    CounterRandom random = CounterRandom.of(seed).at("quiet stretch").at(index);
    int window = frontEnd.windowSamples();
    int hop = frontEnd.hopSamples();
    float[] stretch = levelled(clip, window + (count - 1) * hop, isSynthetic ? 1 : 0, random);
    Loudness.limit(stretch, LIMIT);
    float[][] windows = new float[count][];
    for (int i = 0; i < count; i++) {
      windows[i] = Arrays.copyOfRange(stretch, i * hop, i * hop + window);
    }
    return windows;
  }

  /** How its training windows vary. */
  public Augmentation augmentation() {
    return augmentation;
  }

  /**
   * The windows on which a clip is judged: average their scores. The same for ever.
   *
   * <p>A clip of up to a window is centred in faint synthetic background (30 dB below it) that is
   * drawn from its name. A longer one is cut into windows at the front end's hop, what is left over
   * being shared by both ends. A short background clip is repeated.
   *
   * @return at least one window; each is made when it is asked for, so that those of a long clip
   *     need not all be held
   * @throws IOException if the clip can no longer be read
   */
  public List<float[]> evaluationWindows(LabeledClip clip) throws IOException {
    return evaluationWindows(frontEnd, clip, cache.get(clip), isBackground(clip));
  }

  /**
   * The same windows of a clip that belongs to no divided data set. It is a background clip if it
   * is labelled {@link DataSet#BACKGROUND}.
   *
   * @return at least one window, each made when it is asked for
   * @throws IOException if the clip cannot be read
   */
  public static List<float[]> evaluationWindows(FrontEnd frontEnd, LabeledClip clip)
      throws IOException {
    ClipCache.Sound sound = new ClipCache(frontEnd.sampleRateHz(), 0).get(clip);
    return evaluationWindows(frontEnd, clip, sound, clip.label().equals(DataSet.BACKGROUND));
  }

  private static List<float[]> evaluationWindows(
      FrontEnd frontEnd, LabeledClip clip, ClipCache.Sound sound, boolean repeats) {
    CounterRandom random = CounterRandom.of(0).at("evaluation").at(clip.name());
    int window = frontEnd.windowSamples();
    int length = sound.samples().length;
    int count = length <= window ? 1 : 1 + (length - window) / frontEnd.hopSamples();
    int first =
        length <= window
            ? (length - window) / 2
            : (length - window - (count - 1) * frontEnd.hopSamples()) / 2;
    double faint = Math.max(FAINTEST, sound.activeLevel() * Loudness.ratio(-EVALUATION_SNR_DB));
    return new AbstractList<>() {
      @Override
      public float[] get(int i) {
        float[] samples =
            SoundSynthesiser.background(window, random.at(Objects.checkIndex(i, count))).samples();
        Loudness.scale(samples, faint / Loudness.rms(samples));
        if (repeats && length < window) {
          addRepeated(sound.samples(), samples);
        } else {
          WindowSampler.add(sound.samples(), -(first + i * frontEnd.hopSamples()), samples, 1, 0);
        }
        Loudness.limit(samples, LIMIT);
        return samples;
      }

      @Override
      public int size() {
        return count;
      }
    };
  }

  private float[] eventWindow(LabeledClip clip, CounterRandom random) throws IOException {
    ClipCache.Sound sound = cache.get(clip);
    int window = frontEnd.windowSamples();
    float[] event = stretched(atSpeed(sound.samples(), random.at("speed")), random.at("stretch"));
    int offset = offset(event.length, window, augmentation.shiftShare(), random);
    double gain = Loudness.ratio(symmetric(augmentation.gainDb(), random));
    double snrDb = random.nextDouble(augmentation.lowestSnrDb(), augmentation.highestSnrDb());
    int fade =
        1 + (int) (random.nextDouble() * augmentation.fadeSeconds() * frontEnd.sampleRateHz());
    float[] samples = bed(clip).lay(window, augmentation.synthetic(), random.at("bed"));
    Loudness.scale(
        samples, Math.max(FAINTEST, gain * sound.activeLevel() * Loudness.ratio(-snrDb)));
    add(event, offset, samples, gain, fade);
    Loudness.limit(samples, LIMIT);
    return samples;
  }

  /** In whole percents, so that few filters serve all windows. */
  private float[] atSpeed(float[] event, CounterRandom random) {
    int percents = (int) Math.round(100 * augmentation.speed());
    int percent = percents == 0 ? 0 : random.nextInt(-percents, percents + 1);
    if (percent == 0) {
      return event;
    }
    // The rates' ratio is all that counts, and in percents it is simple at every rate.
    return Resampler.resample(new AudioClip(event, 100 + percent), 100).samples();
  }

  private float[] stretched(float[] event, CounterRandom random) {
    if (augmentation.stretch() == 0) {
      return event;
    }
    double logarithm = StrictMath.log(1 + augmentation.stretch());
    return TimeStretch.apply(event, StrictMath.exp(symmetric(logarithm, random)));
  }

  /** A number evenly from within a bound around 0; one draw, whatever the bound. */
  private static double symmetric(double bound, CounterRandom random) {
    return random.nextDouble() * (2 * bound) - bound;
  }

  /**
   * Where the clip starts in the window; below 0 if its beginning is cut off.
   *
   * @param share part of the clip, or of the window if that is shorter, that may lie outside
   */
  static int offset(int length, int window, double share, CounterRandom random) {
    double inside = 1 - share;
    int outside = (int) ((1 - inside) * Math.min(length, window));
    int earliest = length <= window ? -outside : window - length - outside;
    int latest = length <= window ? window - length + outside : outside;
    return random.nextInt(earliest, latest + 1);
  }

  private float[] backgroundWindow(LabeledClip clip, CounterRandom random) throws IOException {
    float[] samples = levelled(clip, frontEnd.windowSamples(), augmentation.synthetic(), random);
    List<LabeledClip> others = events.getOrDefault(splits.of(clip.group()), List.of());
    if (!others.isEmpty() && random.nextDouble() < EDGE_PROBABILITY) {
      float[] event = cache.get(others.get(random.nextInt(others.size()))).samples();
      int shown = (int) (random.nextDouble() * EDGE_SHARE * Math.min(event.length, samples.length));
      int offset = random.nextBoolean() ? samples.length - shown : shown - event.length;
      add(event, offset, samples, Loudness.ratio(symmetric(EDGE_GAIN_DB, random)), 0);
    }
    Loudness.limit(samples, LIMIT);
    return samples;
  }

  private float[] levelled(LabeledClip clip, int length, double synthetic, CounterRandom random)
      throws IOException {
    float[] samples = bed(clip).lay(clip, length, synthetic, random.at("bed"));
    double level = Loudness.ratio(random.nextDouble(QUIETEST_BACKGROUND_DB, LOUDEST_BACKGROUND_DB));
    Loudness.scale(samples, level);
    return samples;
  }

  private BackgroundBed bed(LabeledClip clip) {
    BackgroundBed bed = beds.get(splits.of(clip.group()));
    if (bed == null) {
      throw new IllegalStateException("every split has its background");
    }
    return bed;
  }

  private boolean isBackground(LabeledClip clip) {
    return clip.label().equals(backgroundLabel);
  }

  /** Adds a clip from an offset on (it may begin before or end after), its own ends faded. */
  static void add(float[] clip, int offset, float[] window, double gain, int fade) {
    for (int i = Math.max(0, -offset); i < clip.length && offset + i < window.length; i++) {
      double edge = fade == 0 ? 1 : Math.min(1, Math.min(i + 1, clip.length - i) / (double) fade);
      window[offset + i] += (float) (gain * edge * clip[i]);
    }
  }

  private static void addRepeated(float[] clip, float[] window) {
    for (int i = 0; i < window.length; i++) {
      window[i] += clip[i % clip.length];
    }
  }
}
