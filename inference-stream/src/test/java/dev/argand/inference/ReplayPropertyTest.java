package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.inference.state.Chunk;
import dev.argand.inference.state.ChunkKey;
import dev.argand.inference.state.Head;
import dev.argand.inference.state.SourceEvents;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.Detection;
import dev.argand.schemas.avro.Recognition;
import dev.argand.signal.CounterRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.junit.jupiter.api.Test;

/**
 * At-least-once. A crash leaves the stores anywhere between the last commit and now, each key of
 * each store for itself, and everything since the commit comes again, of which nothing had been
 * read: whatever happens, each window is recognised, and what comes twice is equal.
 */
class ReplayPropertyTest {
  private static final HashModel MODEL = new HashModel(Rig.SMALL);
  private static final DetectionRule RULE =
      new DetectionRule(
          0.7,
          Duration.ofMillis(300),
          Duration.ofMillis(200),
          Duration.ofMillis(300),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10));

  /** No frame waits: what may be heard again must not. */
  private static final HearingRule AT_ONCE = HearingRule.USUAL.reordering(ReorderRule.NONE);

  /** What was read of a run, and what was written of it and lost. */
  private static final class Outcome {
    final Map<String, Recognition> windows = new HashMap<>();
    final Map<String, Detection> detections = new LinkedHashMap<>();
    final Set<String> unequal = new HashSet<>();
    int repeats;

    void read(List<Recognition> recognitions, List<Detection> written) {
      for (Recognition recognition : recognitions) {
        Recognition known = windows.put(recognition.getWindowId(), recognition);
        repeats += known == null ? 0 : 1;
        if (known != null && !known.equals(recognition)) {
          unequal.add(recognition.getWindowId());
        }
      }
      written.forEach(detection -> detections.put(detection.getDetectionId(), detection));
    }
  }

  private record Stores(
      Map<String, Head> heads, Map<ChunkKey, Chunk> chunks, Map<String, SourceEvents> events) {
    static Stores of(Rig rig) {
      return new Stores(map(rig.heads()), map(rig.chunks()), map(rig.events()));
    }

    /** Each key as it is in one or the other. */
    static Stores between(Stores a, Stores b, CounterRandom random) {
      return new Stores(
          between(a.heads(), b.heads(), random),
          between(a.chunks(), b.chunks(), random),
          between(a.events(), b.events(), random));
    }

    private static <K, V> Map<K, V> map(List<KeyValue<K, V>> entries) {
      Map<K, V> map = new LinkedHashMap<>();
      entries.forEach(entry -> map.put(entry.key, entry.value));
      return map;
    }

    private static <K, V> Map<K, V> between(Map<K, V> a, Map<K, V> b, CounterRandom random) {
      Set<K> keys = new java.util.LinkedHashSet<>(a.keySet());
      keys.addAll(b.keySet());
      Map<K, V> map = new LinkedHashMap<>();
      for (K key : keys) {
        V value = (random.nextBoolean() ? a : b).get(key);
        if (value != null) {
          map.put(key, value);
        }
      }
      return map;
    }

    void into(Rig rig) {
      long now = rig.clock.millis();
      heads.forEach(
          (source, head) -> rig.headStore().put(source, ValueAndTimestamp.make(head, now)));
      KeyValueStore<ChunkKey, Chunk> chunkStore =
          rig.driver.getKeyValueStore(RecognitionTopology.CHUNK_STORE);
      chunks.forEach(chunkStore::put);
      KeyValueStore<String, SourceEvents> eventStore =
          rig.driver.getKeyValueStore(RecognitionTopology.EVENT_STORE);
      events.forEach(eventStore::put);
    }
  }

  /**
   * A frame that comes too early makes a gap, and those that come after it are known: once more.
   */
  @Property(tries = 25)
  void crashes_amongFramesOutOfOrder_leaveNoWindowOut_andRepeatOnlyWhatIsEqual(@ForAll long seed) {
    CounterRandom random = CounterRandom.of(seed);
    List<AudioFrame> frames = frames(random.at("frames"));
    CounterRandom swaps = random.at("swaps");
    for (int i = 0; i + 4 < frames.size(); i++) {
      if (swaps.nextInt(4) == 0) {
        Collections.swap(frames, i, i + 1 + swaps.nextInt(4));
      }
    }
    Outcome expected = uninterrupted(frames);

    Outcome found = withCrashes(frames, random.at("crashes"), true);

    assertThat(found.unequal).as("windows that came again with other words").isEmpty();
    assertThat(found.windows).isEqualTo(expected.windows);
    assertThat(found.detections).isEqualTo(expected.detections);
  }

  @Test
  void framesThatWait_areRefused_whereTheyMayBeHeardAgain() {
    assertThatThrownBy(
            () -> new Rig(Rig.seated(MODEL), RULE, HearingRule.USUAL, partition -> 0).close())
        .hasStackTraceContaining(
            "frames that may be heard again cannot wait, inference.reorder.limit was 500 ms");
  }

  /**
   * What exactly-once held is given up as a gap when at-least-once takes over; what comes after is
   * heard, and nothing of it stays.
   */
  @Test
  void whatExactlyOnceHeld_isAGap_whenAtLeastOnceTakesOver() {
    TestAudio audio = TestAudio.noise("porch", "0001", 8_000, 2, 1);
    Stores left;
    Outcome outcome = new Outcome();
    try (Rig rig = new Rig(Rig.seated(MODEL), RULE)) {
      rig.send(audio.frames(0, 4_000, 800));
      rig.send(audio.frames(4_800, 6_400, 800));
      outcome.read(rig.recognitions(), rig.detections());
      left = Stores.of(rig);
    }
    AtomicLong committed = new AtomicLong(Commits.NOTHING);
    try (Rig rig = new Rig(Rig.seated(MODEL), RULE, AT_ONCE, partition -> committed.get())) {
      left.into(rig);
      rig.send(audio.frames(7_200, audio.sampleFrames(), 800));
      rig.send(audio.lastWord());
      outcome.read(rig.recognitions(), rig.detections());
      assertThat(rig.count(InferenceMeters.GAPS)).isEqualTo(1);
      committed.set(1_000);
      rig.send(TestAudio.noise("cellar", "0001", 8_000, 1, 2).frame(0, 100));
      assertThat(rig.chunks())
          .allSatisfy(entry -> assertThat(entry.key.sourceId()).isEqualTo("cellar"));
    }
    Map<String, List<Float>> expected = Oracle.windows(audio, MODEL, 0, 4_000);
    expected.putAll(Oracle.windows(audio, MODEL, 7_200, audio.sampleFrames()));
    assertThat(Oracle.windows(new ArrayList<>(outcome.windows.values()))).isEqualTo(expected);
  }

  @Property(tries = 25)
  void crashes_leaveNoWindowOut_andRepeatOnlyWhatIsEqual(@ForAll long seed) {
    CounterRandom random = CounterRandom.of(seed);
    List<AudioFrame> frames = frames(random.at("frames"));
    Outcome expected = uninterrupted(frames);

    Outcome found = withCrashes(frames, random.at("crashes"), true);

    assertThat(found.unequal).as("windows that came again with other words").isEmpty();
    assertThat(found.windows.keySet()).isEqualTo(expected.windows.keySet());
    assertThat(found.windows).isEqualTo(expected.windows);
    assertThat(found.detections).isEqualTo(expected.detections);
  }

  /**
   * Crashes over stores without marks that are all further than the commit: why there are marks.
   */
  @Test
  void crashes_withoutMarks_loseWindows() {
    int lost = 0;
    for (int seed = 0; seed < 5; seed++) {
      CounterRandom random = CounterRandom.of(seed);
      List<AudioFrame> frames = frames(random.at("frames"));
      Set<String> missing = new HashSet<>(uninterrupted(frames).windows.keySet());
      missing.removeAll(withCrashes(frames, random.at("crashes"), false).windows.keySet());
      lost += missing.size();
    }

    assertThat(lost).isPositive();
  }

  @Test
  void nothingStaysBehind_onceEverythingIsCommitted() {
    AtomicLong committed = new AtomicLong(Commits.NOTHING);
    TestAudio audio = TestAudio.noise("porch", "0001", 8_000, 2, 1);
    try (Rig rig = new Rig(Rig.seated(MODEL), RULE, AT_ONCE, partition -> committed.get())) {
      rig.send(audio.frames(0, audio.sampleFrames(), 800));
      assertThat(rig.chunks()).as("nothing is committed").hasSize(20);

      committed.set(20);
      rig.send(audio.lastWord());
      committed.set(21);
      rig.send(TestAudio.noise("cellar", "0001", 8_000, 1, 2).frame(0, 100));

      assertThat(rig.chunks())
          .allSatisfy(entry -> assertThat(entry.key.sourceId()).isEqualTo("cellar"));
    }
  }

  /** Three sources whose frames come in turn; sessions end, break off and have gaps. */
  private static List<AudioFrame> frames(CounterRandom random) {
    List<List<AudioFrame>> bySource = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      CounterRandom own = random.at(i);
      List<AudioFrame> frames = new ArrayList<>();
      for (int session = 1; session <= 3; session++) {
        TestAudio audio =
            TestAudio.noise("source-" + i, "000" + session, 8_000, 1.5, own.nextLong());
        List<AudioFrame> all = new ArrayList<>(audio.randomFrames(own, 1_000));
        if (own.nextBoolean()) {
          all.remove(own.nextInt(all.size()));
        }
        if (own.nextBoolean()) {
          all.remove(all.size() - 1);
        }
        frames.addAll(all);
      }
      bySource.add(frames);
    }
    List<AudioFrame> mixed = new ArrayList<>();
    while (!bySource.isEmpty()) {
      int i = random.nextInt(bySource.size());
      mixed.add(bySource.get(i).remove(0));
      if (random.nextInt(10) == 0) {
        mixed.add(mixed.get(random.nextInt(mixed.size())));
      }
      if (bySource.get(i).isEmpty()) {
        bySource.remove(i);
      }
    }
    return mixed;
  }

  private static Outcome uninterrupted(List<AudioFrame> frames) {
    Outcome outcome = new Outcome();
    try (Rig rig = new Rig(Rig.seated(MODEL), RULE, AT_ONCE)) {
      rig.send(frames);
      outcome.read(rig.recognitions(), rig.detections());
    }
    assertThat(outcome.repeats).isZero();
    return outcome;
  }

  private static Outcome withCrashes(
      List<AudioFrame> frames, CounterRandom random, boolean marked) {
    Outcome outcome = new Outcome();
    AtomicLong known = new AtomicLong(Commits.NOTHING);
    Commits commits = marked ? partition -> known.get() : null;
    Rig rig = new Rig(Rig.seated(MODEL), RULE, AT_ONCE, commits);
    try {
      Stores atCommit = Stores.of(rig);
      int committed = 0;
      int next = 0;
      while (next < frames.size()) {
        rig.send(frames.get(next++));
        if (random.nextInt(5) == 0) {
          // Everything has been acknowledged, then offsets are committed.
          outcome.read(rig.recognitions(), rig.detections());
          atCommit = Stores.of(rig);
          committed = next;
          known.set(committed);
        } else if (random.nextInt(9) == 0) {
          // Some of what was sent arrived, and some of what was stored.
          List<Recognition> sent = rig.recognitions();
          List<Detection> written = rig.detections();
          outcome.read(
              sent.subList(0, random.nextInt(sent.size() + 1)),
              written.subList(0, random.nextInt(written.size() + 1)));
          Stores now = Stores.of(rig);
          Stores left = marked ? Stores.between(atCommit, now, random) : now;
          rig.close();
          known.set(Commits.NOTHING);
          rig = new Rig(Rig.seated(MODEL), RULE, AT_ONCE, commits);
          for (int i = 0; i < committed; i++) {
            rig.sendBytes(null, null);
          }
          rig.quarantined();
          left.into(rig);
          atCommit = left;
          next = committed;
        }
      }
      outcome.read(rig.recognitions(), rig.detections());
      return outcome;
    } finally {
      rig.close();
    }
  }
}
