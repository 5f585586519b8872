package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.inference.DetectionOracle.Scored;
import dev.argand.inference.state.EventSerdes;
import dev.argand.inference.state.SourceEvents;
import dev.argand.schemas.WindowId;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.ClipKind;
import dev.argand.schemas.avro.ClipRequest;
import dev.argand.schemas.avro.Detection;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.schemas.avro.WindowDecision;
import dev.argand.signal.CounterRandom;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** Whatever happens on the way, the detections are those of all windows looked at together. */
class DetectionPropertyTest {
  private static final HashModel MODEL = new HashModel(Rig.SMALL);

  @Property(tries = 12)
  void anyChunking_withRestartsAndRepeats_givesTheDetectionsOfTheBatch(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 2) int rate) {
    int rateHz = new int[] {8_000, 11_025, 16_000}[rate];
    CounterRandom random = CounterRandom.of(seed);
    DetectionRule rule = randomRule(random.at("rule"));
    TestAudio audio = TestAudio.noise("porch", "0001", rateHz, 4, seed);
    List<Detection> written = new ArrayList<>();
    Rig rig = new Rig(Rig.seated(MODEL), rule);
    try {
      List<AudioFrame> frames = audio.randomFrames(random, rateHz / 4);
      for (int i = 0; i < frames.size(); i++) {
        rig.send(frames.get(i));
        if (random.nextInt(4) == 0) {
          rig.send(frames.get(random.nextInt(i + 1)));
        }
        if (random.nextInt(6) == 0) {
          written.addAll(rig.detections());
          rig = rig.restart();
        }
      }
      written.addAll(rig.detections());

      List<Scored> windows = new ArrayList<>();
      Oracle.windows(audio, MODEL)
          .forEach((id, scores) -> windows.add(new Scored(windows.size(), scores)));
      assertThat(DetectionOracle.newest(written))
          .isEqualTo(DetectionOracle.detections("porch", "0001", rateHz, MODEL, rule, windows));
      assertThat(written.stream().map(Detection::getDetectionId).distinct().count() * 2)
          .isEqualTo(written.size());
    } finally {
      rig.close();
    }
  }

  @Property(tries = 300)
  void anyInterruption_givesTheDetectionsOfAllWindowsTogether(@ForAll long seed) {
    CounterRandom random = CounterRandom.of(seed);
    DetectionRule rule = randomRule(random.at("rule"));
    int rateHz = 8_000;
    List<Scored> windows = randomWindows(random.at("windows"));
    List<Detection> written = new ArrayList<>();
    SourceEvents stored = null;
    for (int i = 0; i < windows.size(); i++) {
      Smoother smoother = smoother(stored, rule, written);
      if (random.nextInt(6) == 0) {
        smoother.idle();
      }
      if (i > 0 && windows.get(i).k() > windows.get(i - 1).k() + 1) {
        smoother.gap();
      }
      smoother.window(recognition(windows.get(i), rateHz), MODEL);
      // What is not said to have changed must be what it was.
      SourceEvents after = throughBytes(smoother.state());
      if (smoother.isChanged()) {
        stored = after;
      } else {
        assertThat(after == null ? List.of() : after.events())
            .isEqualTo(stored == null ? List.of() : stored.events());
      }
    }
    smoother(stored, rule, written).end("0001");

    assertThat(DetectionOracle.newest(written))
        .isEqualTo(DetectionOracle.detections("porch", "0001", rateHz, MODEL, rule, windows));
  }

  @Property(tries = 200)
  void anyInterruption_asksForTheClipsOfAnUninterruptedRun(@ForAll long seed) {
    CounterRandom random = CounterRandom.of(seed);
    DetectionRule rule = randomRule(random.at("rule"));
    List<Scored> windows = randomWindows(random.at("windows"));
    List<ClipRequest> expected = new ArrayList<>();
    Smoother whole = smoother(null, rule, new ArrayList<>(), expected);
    List<ClipRequest> wanted = new ArrayList<>();
    SourceEvents stored = null;
    for (Scored window : windows) {
      Recognition recognition = recognition(window, 8_000);
      whole.window(recognition, MODEL);
      Smoother smoother = smoother(stored, rule, new ArrayList<>(), wanted);
      if (random.nextInt(5) == 0) {
        smoother.idle();
      }
      smoother.window(recognition, MODEL);
      stored = smoother.isChanged() ? throughBytes(smoother.state()) : stored;
    }
    whole.end("0001");
    smoother(stored, rule, new ArrayList<>(), wanted).end("0001");

    // What a source's silence made to be told early is told again if it has grown, and a run of
    // near misses that was told may turn out to be the beginning of a detection.
    Map<String, ClipRequest> last = new TreeMap<>();
    wanted.forEach(clip -> last.put(clip.getClipId(), clip));
    assertThat(last.values()).containsAll(expected);
    assertThat(expected).extracting(ClipRequest::getClipId).doesNotHaveDuplicates();
    last.values().removeAll(expected);
    assertThat(last.values()).allMatch(clip -> clip.getKind() == ClipKind.NEAR_MISS);
  }

  private static DetectionRule randomRule(RandomGenerator random) {
    long min = random.nextInt(700);
    return new DetectionRule(
        0.4 + 0.6 * random.nextDouble(),
        Duration.ofMillis(min),
        Duration.ofMillis(random.nextInt(400)),
        Duration.ofMillis(random.nextBoolean() ? 0 : random.nextInt(900)),
        Duration.ofMillis(min + 256 + random.nextInt(1_500)),
        Duration.ofSeconds(10));
  }

  /** Numbers of windows grow, now and then by more than one, as after missing audio. */
  private static List<Scored> randomWindows(CounterRandom random) {
    List<Scored> windows = new ArrayList<>();
    long k = random.nextInt(3);
    for (int i = 0; i < 40; i++) {
      float[] scores = MODEL.scores(new float[] {(float) random.nextDouble()});
      windows.add(new Scored(k, List.of(scores[0], scores[1], scores[2])));
      k += random.nextInt(8) == 0 ? 2 + random.nextInt(6) : 1;
    }
    return windows;
  }

  private static Recognition recognition(Scored window, int rateHz) {
    long start = Rig.SMALL.sourceStart(window.k(), rateHz);
    long end = Rig.SMALL.sourceEnd(window.k(), rateHz);
    int best = 0;
    for (int i = 1; i < window.scores().size(); i++) {
      best = window.scores().get(i) > window.scores().get(best) ? i : best;
    }
    float score = window.scores().get(best);
    double threshold = MODEL.thresholds().get(best);
    String digest = Rig.SMALL.digest();
    return new Recognition(
        WindowId.of("porch", "0001", Route.CHAMPION, digest, window.k()),
        "porch",
        "0001",
        Route.CHAMPION,
        digest,
        window.k(),
        start,
        end - start,
        rateHz,
        start * 125,
        end * 125,
        "hash",
        1,
        1L,
        MODEL.labels().get(best),
        score,
        (float) threshold,
        best != 0 && score >= threshold,
        window.scores(),
        best == 0
            ? WindowDecision.BACKGROUND
            : score >= threshold ? WindowDecision.ACCEPTED : WindowDecision.BELOW_THRESHOLD,
        null,
        List.of());
  }

  private static Smoother smoother(
      @Nullable SourceEvents stored, DetectionRule rule, List<Detection> written) {
    return smoother(stored, rule, written, new ArrayList<>());
  }

  private static Smoother smoother(
      @Nullable SourceEvents stored,
      DetectionRule rule,
      List<Detection> written,
      List<ClipRequest> clips) {
    return new Smoother(
        "porch",
        stored,
        rule,
        new ClipRule(true, 0.5, 0, 1),
        new InferenceMetrics(new SimpleMeterRegistry()),
        new Smoother.SoundSink() {
          @Override
          public void detected(Detection detection) {
            written.add(detection);
          }

          @Override
          public void wanted(ClipRequest clip) {
            clips.add(clip);
          }
        });
  }

  private static @Nullable SourceEvents throughBytes(@Nullable SourceEvents events) {
    try (Serde<SourceEvents> serde = EventSerdes.events()) {
      return serde.deserializer().deserialize("t", serde.serializer().serialize("t", events));
    }
  }
}
