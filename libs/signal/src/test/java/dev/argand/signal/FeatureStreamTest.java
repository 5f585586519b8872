package dev.argand.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureStreamTest {
  private static final FrontEnd FRONT_END = FrontEnd.oneSecond();

  @ParameterizedTest
  @ValueSource(ints = {16_000, 8_000, 44_100})
  void push_aMinuteInAnyChunks_equalsTheBatchBitForBit(int rateHz) {
    float[] audio = MixedAudio.seconds(60, rateHz, rateHz);
    float[][] batch = Features.all(FRONT_END, new AudioClip(audio, rateHz));
    assertThat(batch.length).isEqualTo(1 + (60 * 16_000 - 16_000) / 7_680);
    wholeMinute(audio, rateHz, batch, 2);
    // Fifty ways more through a few windows each, anywhere in the minute; all of it in -Plong.
    for (int way = 0; way < 50; way++) {
      CounterRandom random = CounterRandom.of(way).at("excerpt").at(rateHz);
      int first = random.nextInt(batch.length - 2);
      Check check = new Check(batch, first);
      FeatureStream stream = new FeatureStream(FRONT_END, rateHz, 0, first);
      int from = (int) stream.firstNeededSample();
      int to = Math.min(audio.length, from + 5 * rateHz / 2);
      pushInChunks(stream, Arrays.copyOf(audio, to), from, rateHz, random, check);
      assertThat(check.next).as("windows, way %d", way).isGreaterThanOrEqualTo(first + 2);
    }
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {16_000, 8_000, 44_100, 48_000, 11_025})
  void push_aMinuteInFiftyWays_equalsTheBatchBitForBit(int rateHz) {
    float[] audio = MixedAudio.seconds(60, rateHz, rateHz);
    wholeMinute(audio, rateHz, Features.all(FRONT_END, new AudioClip(audio, rateHz)), 50);
  }

  private static void wholeMinute(float[] audio, int rateHz, float[][] batch, int ways) {
    for (int way = 0; way < ways; way++) {
      Check check = new Check(batch, 0);
      FeatureStream stream = new FeatureStream(FRONT_END, rateHz, 0, 0);
      pushInChunks(stream, audio, 0, rateHz, CounterRandom.of(way).at(rateHz), check);
      stream.finish(check);
      assertThat(check.next).as("windows, way %d", way).isEqualTo(batch.length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16_000, 8_000, 44_100})
  void restart_atAnyPoint_goesOnWithTheSameBits(int rateHz) {
    float[] audio = MixedAudio.seconds(6, rateHz, 17);
    float[][] batch = Features.all(FRONT_END, new AudioClip(audio, rateHz));
    for (int trial = 0; trial < 8; trial++) {
      CounterRandom random = CounterRandom.of(trial).at("restart");
      Check check = new Check(batch, 0);
      FeatureStream before = new FeatureStream(FRONT_END, rateHz, 0, 0);
      int stop = random.nextInt(audio.length);
      pushInChunks(before, Arrays.copyOf(audio, stop), 0, rateHz / 4, random, check);
      long from = before.firstNeededSample();
      assertThat(before.nextWindow()).isEqualTo(check.next);
      FeatureStream after = new FeatureStream(FRONT_END, rateHz, 0, before.nextWindow());
      assertThat(after.firstNeededSample()).isEqualTo(from);
      pushInChunks(after, audio, (int) from, rateHz / 4, random, check);
      after.finish(check);
      assertThat(check.next).isEqualTo(batch.length);
    }
  }

  @Test
  void restart_oneSampleTooLate_isRefused() {
    FeatureStream stream = new FeatureStream(FRONT_END, 44_100, 0, 7);
    long needed = stream.firstNeededSample();
    assertThat(needed).isLessThan(FRONT_END.sourceStart(7, 44_100)).isPositive();
    assertThatThrownBy(() -> stream.push(needed + 1, new float[8], 0, 8, (k, f) -> {}))
        .hasMessageContaining("at most " + needed + ", was " + (needed + 1));
  }

  @Test
  void push_ofAudioThatDoesNotFollow_isRefused() {
    FeatureStream stream = new FeatureStream(FRONT_END, 16_000, 0, 0);
    stream.push(0, new float[100], 0, 100, (k, f) -> {});
    assertThatThrownBy(() -> stream.push(101, new float[8], 0, 8, (k, f) -> {}))
        .hasMessageContaining("100, was 101");
    assertThatThrownBy(() -> stream.push(99, new float[8], 0, 8, (k, f) -> {}))
        .hasMessageContaining("100, was 99");
  }

  @ParameterizedTest
  @ValueSource(ints = {16_000, 8_000, 44_100})
  void afterAGap_windowsNeitherStartBeforeItsEndNorHearWhatWasBefore(int rateHz) {
    float[] quiet = MixedAudio.seconds(5, rateHz, 4);
    float[] loud = quiet.clone();
    int segmentStart = rateHz + 777;
    Arrays.fill(loud, 0, segmentStart, 1);
    Arrays.fill(quiet, 0, segmentStart, 0);
    TreeMap<Long, float[]> heard = new TreeMap<>();
    FeatureStream stream = new FeatureStream(FRONT_END, rateHz, segmentStart, 0);
    long first = stream.nextWindow();
    assertThat(FRONT_END.sourceStart(first, rateHz)).isGreaterThanOrEqualTo(segmentStart);
    assertThat(FRONT_END.sourceStart(first - 1, rateHz)).isLessThan(segmentStart);
    assertThat(stream.firstNeededSample()).isGreaterThanOrEqualTo(segmentStart);
    stream.push(0, loud, 0, loud.length, (k, f) -> heard.put(k, f.clone()));
    stream.finish((k, f) -> heard.put(k, f.clone()));
    assertThat(heard.firstKey()).isEqualTo(first);
    // With zeros before the segment an unbroken stream gives the same windows.
    float[][] expected = Features.all(FRONT_END, new AudioClip(quiet, rateHz));
    heard.forEach((k, f) -> assertThat(f).isEqualTo(expected[k.intValue()]));
    assertThat(heard.lastKey()).isEqualTo(expected.length - 1);
  }

  @Test
  void segmentStartingOnAWindow_keepsThatWindow() {
    assertThat(new FeatureStream(FRONT_END, 16_000, 7_680, 0).nextWindow()).isEqualTo(1);
    assertThat(new FeatureStream(FRONT_END, 16_000, 7_681, 0).nextWindow()).isEqualTo(2);
    assertThat(new FeatureStream(FRONT_END, 8_000, 3_840, 0).nextWindow()).isEqualTo(1);
    assertThat(new FeatureStream(FRONT_END, 44_100, 0, 0).nextWindow()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {16_000, 8_000, 44_100, 48_000})
  void windows_areEmittedWhenTheirLastSampleHasCome_andNeverBefore(int rateHz) {
    float[] audio = MixedAudio.seconds(3, rateHz, 2);
    FeatureStream stream = new FeatureStream(FRONT_END, rateHz, 0, 0);
    long[] position = {0};
    int[] count = {0};
    for (int i = 0; i < audio.length; i++) {
      position[0] = i + 1L;
      stream.push(
          i,
          audio,
          i,
          1,
          (k, f) -> {
            // The last frame ends 6 ms before the window does: longer than the filter looks ahead.
            assertThat(position[0]).isEqualTo(FRONT_END.sourceEnd(k, rateHz));
            assertThat(k).isEqualTo(count[0]++);
          });
    }
    assertThat(count[0]).isEqualTo(5);
  }

  @Test
  void finish_emitsWhatEndsWithTheAudio_andNothingThatWouldReachBeyond() {
    // A window whose frames reach its end, so that the filter wants audio from beyond it.
    FrontEnd tight = new FrontEnd(16_000, 1_024, 256, 256, 128, 8, 100, 8_000, 10);
    for (int missing = 0; missing < 2; missing++) {
      int[] emitted = {0, 0};
      int length = (int) tight.sourceEnd(3, 44_100) - missing;
      FeatureStream stream = new FeatureStream(tight, 44_100, 0, 0);
      stream.push(0, new float[length], 0, length, (k, f) -> emitted[0]++);
      stream.finish((k, f) -> emitted[1]++);
      assertThat(emitted).containsExactly(3, 1 - missing);
      assertThat(tight.windowsWithin(length, 44_100)).isEqualTo(4 - missing);
    }
  }

  @ParameterizedTest
  @CsvSource({"16000", "44100"})
  void windowsFurtherApartThanTheirFrames_skipWhatLiesBetween(int rateHz) {
    // One frame of 512 every 1000 samples: nearly half of the audio is in no frame.
    FrontEnd sparse = new FrontEnd(16_000, 1_000, 1_000, 512, 500, 8, 100, 8_000, 10);
    assertThat(sparse.frames()).isLessThan(sparse.framesPerHop());
    float[] audio = MixedAudio.seconds(2, rateHz, 6);
    float[][] batch = Features.all(sparse, new AudioClip(audio, rateHz));
    assertThat(batch.length).isEqualTo(32);
    Check check = new Check(batch, 0);
    FeatureStream stream = new FeatureStream(sparse, rateHz, 0, 0);
    pushInChunks(stream, audio, 0, 40, CounterRandom.of(5), check);
    stream.finish(check);
    assertThat(check.next).isEqualTo(32);
    float[] model = Resampler.resample(new AudioClip(audio, rateHz), 16_000).samples();
    for (int k = 0; k < 31; k++) {
      float[] window = Arrays.copyOfRange(model, 1000 * k, 1000 * k + 1000);
      assertThat(batch[k]).isEqualTo(Features.window(sparse, window));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16_000, 44_100})
  void push_inSteadyState_allocatesNothing(int rateHz) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    float[] audio = MixedAudio.seconds(1, rateHz, 1);
    FeatureStream stream = new FeatureStream(FRONT_END, rateHz, 0, 0);
    float[] sum = {0};
    FeatureStream.WindowSink sink = (k, f) -> sum[0] += f[0];
    int chunk = rateHz / 50;
    long next = 0;
    long[] allocated = new long[2];
    for (int round = 0; round < 2; round++) {
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      for (int i = 0; i < 200; i++) {
        stream.push(next, audio, (i % 50) * chunk, chunk, sink);
        next += chunk;
      }
      allocated[round] = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }
    assertThat(stream.nextWindow()).isEqualTo(FRONT_END.windowsWithin(next, rateHz));
    // One object a push would be at least 200 * 16 bytes.
    assertThat(allocated[1]).isLessThan(1600);
  }

  private static void pushInChunks(
      FeatureStream stream,
      float[] audio,
      int from,
      int maxChunk,
      CounterRandom random,
      FeatureStream.WindowSink sink) {
    for (int at = from; at < audio.length; ) {
      // Log-uniform, so that single samples and whole seconds both occur.
      int chunk = (int) Math.exp(random.nextDouble() * Math.log(maxChunk));
      int length = Math.min(audio.length - at, Math.max(1, chunk));
      stream.push(at, audio, at, length, sink);
      at += length;
    }
  }

  /** Compares windows with expected ones as they come, in order. */
  private static final class Check implements FeatureStream.WindowSink {
    private final float[][] expected;
    private int next;

    Check(float[][] expected, int next) {
      this.expected = expected;
      this.next = next;
    }

    @Override
    public void accept(long k, float[] features) {
      assertThat(k).isEqualTo(next);
      assertThat(Arrays.equals(features, expected[next])).as("window %d", k).isTrue();
      next++;
    }
  }
}
