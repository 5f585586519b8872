package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.inference.state.Head;
import dev.argand.inference.state.StateSerdes;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.Settings;
import dev.argand.schemas.avro.Recognition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** What becomes of sources that never say that they end. */
class VanishedTest {
  private static final FakeModel MODEL = new FakeModel("model-1", Rig.SMALL);
  private static final Duration DAY = ForgetRule.USUAL.after();
  private static final Duration LOOK = Duration.ofMinutes(1);

  @Test
  void sources_thatVanish_areHeardToTheirEnd_andLeaveNothing() {
    List<TestAudio> sources = sources(30);
    Map<String, List<Float>> expected = new LinkedHashMap<>();
    sources.forEach(audio -> expected.putAll(Oracle.windows(audio, MODEL)));
    try (Rig rig = new Rig(Rig.SMALL)) {
      sources.forEach(audio -> rig.send(audio.frames(0, audio.sampleFrames(), 1_600)));
      assertThat(rig.heads()).hasSize(30);
      assertThat(rig.chunks()).isNotEmpty();
      vanish(rig);

      assertThat(rig.chunks()).isEmpty();
      assertThat(rig.heads()).isEmpty();
      assertThat(rig.events()).isEmpty();
      assertThat(rig.count(InferenceMeters.FORGOTTEN)).isEqualTo(30);
      assertThat(Oracle.windows(rig.recognitions())).containsExactlyInAnyOrderEntriesOf(expected);
    }
  }

  @Test
  void source_thatComesBack_isHeard() {
    TestAudio audio = sources(1).get(0);
    TestAudio later = TestAudio.noise(audio.sourceId(), "0002", 16_000, 1.0, 82);
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frames(0, audio.sampleFrames(), 1_600));
      vanish(rig);
      rig.recognitions();
      rig.send(later.frame(0, later.sampleFrames(), true));

      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(later, MODEL));
    }
  }

  @Test
  void source_thatWaitsOrSpeaks_isKept() {
    TestAudio audio = sources(1).get(0);
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frame(0, 1_600));
      rig.letPass(DAY.plusMinutes(1));
      rig.letPass(LOOK);
      assertThat(rig.heads()).as("there may be more to hear").hasSize(1);

      rig.send(audio.frame(1_600, 3_200));
      rig.emptyAtMillis = rig.clock.millis();
      rig.letPass(DAY.minusMinutes(2));
      rig.emptyAtMillis = rig.clock.millis();
      rig.letPass(LOOK);
      assertThat(rig.heads()).as("it has spoken since").hasSize(1);
    }
  }

  @Test
  void source_thatVanishedBeforeARestart_countsFromWhenItWasHeard() {
    TestAudio audio = sources(1).get(0);
    TestAudio later = TestAudio.noise("later", "0001", 16_000, 1.0, 84);
    Rig first = new Rig(Rig.SMALL);
    first.send(audio.frames(0, audio.sampleFrames(), 1_600));
    first.letPass(Duration.ofHours(1));
    first.send(later.frames(0, later.sampleFrames(), 1_600));
    first.letPass(DAY.minusHours(1));
    List<Recognition> said = first.recognitions();
    try (Rig rig = first.restart()) {
      rig.letPass(LOOK);
      assertThat(rig.heads()).as("it may be a lag of ours").hasSize(2);

      rig.emptyAtMillis = rig.clock.millis();
      rig.letPass(LOOK);
      assertThat(rig.heads()).extracting(entry -> entry.key).containsExactly("later");
      assertThat(rig.count(InferenceMeters.FORGOTTEN)).isEqualTo(1);
      Map<String, List<Float>> windows = Oracle.windows(said);
      windows.putAll(Oracle.windows(rig.recognitions()));
      assertThat(windows).containsAllEntriesOf(Oracle.windows(audio, MODEL));
    }
  }

  /** Or it would have to be said anew in every value, and older versions could not read it. */
  @Test
  void whenASourceWasHeard_isTheTimeOfItsRecordInTheChangelog() {
    TestAudio audio = sources(1).get(0);
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.clock.advance(Duration.ofSeconds(1));
      rig.sendLate(audio.frame(0, 1_600), Duration.ofMinutes(1));
      long heardAt = rig.clock.millis();
      rig.send(audio.frame(3_200, 4_800));
      rig.letPass(DetectionRule.USUAL.idle());
      rig.emptyAtMillis = rig.clock.millis();
      rig.letPass(Duration.ofSeconds(1));

      List<TestRecord<byte[], byte[]>> written = rig.written("rig-head-changelog");
      assertThat(written).as("two frames, and the second is waited for no longer").hasSize(3);
      assertThat(written).extracting(TestRecord::timestamp).containsOnly(heardAt);
      try (Serde<Head> heads = StateSerdes.head()) {
        assertThat(heads.deserializer().deserialize("", written.get(2).value()))
            .isEqualTo(rig.heads().get(0).value);
      }
    }
  }

  /** Nothing is kept of it, so nothing is given up. */
  @Test
  void source_thatWasNeverHeard_isNotForgotten() {
    TestAudio audio = TestAudio.noise("porch", "0001", 382_999, 0.1, 83);
    try (Rig rig = new Rig(Rig.SMALL)) {
      rig.send(audio.frame(0, 1_600));
      assertThat(rig.quarantined()).hasSize(1);
      vanish(rig);

      assertThat(rig.count(InferenceMeters.FORGOTTEN)).isZero();
    }
  }

  /** What is said and what is deleted are then not one commit. */
  @Test
  void atLeastOnce_theStateGoesALookAfterTheWindows() {
    TestAudio audio = sources(1).get(0);
    try (Rig rig = atLeastOnce()) {
      rig.send(audio.frames(0, audio.sampleFrames(), 1_600));
      List<?> heads = rig.heads();
      List<?> chunks = rig.chunks();
      vanish(rig);

      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(Oracle.windows(audio, MODEL));
      assertThat(rig.heads()).isEqualTo(heads);
      assertThat(rig.chunks()).isEqualTo(chunks);

      rig.letPass(LOOK);
      assertThat(rig.recognitions()).isEmpty();
      assertThat(rig.heads()).isEmpty();
      assertThat(rig.chunks()).isEmpty();
    }
  }

  /** Its last windows were said as if nothing came: they are not said again. */
  @Test
  void atLeastOnce_sourceThatComesBackBeforeThat_beginsAnew() {
    TestAudio audio = sources(1).get(0);
    try (Rig rig = atLeastOnce()) {
      rig.send(audio.frames(0, 8_000, 1_600));
      vanish(rig);
      rig.send(audio.frames(8_000, audio.sampleFrames(), 1_600));
      rig.send(audio.lastWord());

      Map<String, List<Float>> expected = Oracle.windows(audio, MODEL, 0, 8_000);
      expected.putAll(Oracle.windows(audio, MODEL, 8_000, audio.sampleFrames()));
      assertThat(Oracle.windows(rig.recognitions())).isEqualTo(expected);
    }
  }

  @Test
  void setting_belowTenMinutes_isRefused_andZeroKeepsAll() throws SettingException {
    assertThatThrownBy(() -> rule("9m"))
        .isInstanceOf(SettingException.class)
        .hasMessage("inference.forget.after must be 0s or at least 10m, was 540000 ms");
    TestAudio audio = sources(1).get(0);
    try (Rig rig = new Rig(Rig.seated(MODEL), DetectionRule.USUAL, rule("0s"))) {
      rig.send(audio.frame(0, 1_600));
      vanish(rig);

      assertThat(rig.heads()).hasSize(1);
    }
  }

  private static HearingRule rule(String after) throws SettingException {
    return HearingRule.of(Settings.of(Map.of("inference.forget.after", after), Map.of()));
  }

  private static Rig atLeastOnce() {
    return new Rig(
        Rig.seated(MODEL),
        DetectionRule.USUAL,
        HearingRule.USUAL.reordering(ReorderRule.NONE),
        partition -> Long.MAX_VALUE);
  }

  private static void vanish(Rig rig) {
    rig.letPass(Duration.ofSeconds(1));
    rig.letPass(DAY);
    rig.emptyAtMillis = rig.clock.millis();
    rig.letPass(LOOK);
  }

  private static List<TestAudio> sources(int count) {
    List<TestAudio> sources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sources.add(TestAudio.noise("source-" + i, "0001", 16_000, 1.0, 81 + i));
    }
    return sources;
  }
}
