package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.SessionDate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions that were stored when all clocks were wrong, or nobody looked at them. */
class FutureSessionTest {
  private static final FakeModel MODEL = new FakeModel("model-1", Rig.SMALL);
  private static final Instant WRONG = Instant.ofEpochMilli(7_258_118_400_000L);
  private final TestAudio future = audio(WRONG, 91);
  private final TestAudio now = audio(Rig.NOW, 92);

  @ParameterizedTest
  @EnumSource
  void storedOne_ends_andItsSourceIsHeard(Guarantee guarantee) {
    Rig wrong = rig(Guarantee.EXACTLY_ONCE);
    wrong.clock.set(WRONG);
    wrong.send(future.frames(0, 8_000, 1_600));
    Map<String, List<Float>> windows = Oracle.windows(wrong.recognitions());
    wrong.clock.set(Rig.NOW);
    try (Rig rig = wrong.restart(rig(guarantee))) {
      rig.send(now.frames(0, now.sampleFrames(), 1_600));
      rig.send(now.lastWord());
      windows.putAll(Oracle.windows(rig.recognitions()));

      Map<String, List<Float>> expected = Oracle.windows(future, MODEL, 0, 8_000);
      expected.putAll(Oracle.windows(now, MODEL));
      assertThat(windows).isEqualTo(expected);
      assertThat(rig.count(InferenceMeters.FUTURE_SESSIONS)).isEqualTo(1);
      assertThat(ofOlderSessions(rig)).isZero();
      assertThat(rig.heads())
          .extracting(head -> head.value.sessionId())
          .containsOnly(now.sessionId());
    }
  }

  @Test
  void oneWithinTheHour_isTheNewest() {
    TestAudio soon = audio(Rig.NOW.plus(SessionDate.MOST_AHEAD), 93);
    try (Rig rig = rig(Guarantee.EXACTLY_ONCE)) {
      rig.send(soon.frame(0, 8_000));
      rig.send(now.frame(0, 8_000));

      assertThat(ofOlderSessions(rig)).isEqualTo(1);
      assertThat(rig.count(InferenceMeters.FUTURE_SESSIONS)).isZero();
    }
  }

  /** As of a sender that dates its frames itself, and had kept this one for hours. */
  @Test
  void strayThatIsOlderThanTheRest_makesNoSessionOneFromTheFuture() {
    TestAudio before = audio(Rig.NOW.minus(Duration.ofHours(3)), 94);
    try (Rig rig = rig(Guarantee.EXACTLY_ONCE)) {
      rig.send(now.frame(0, 8_000));
      rig.sendLate(before.frame(0, 8_000), Duration.ofHours(2));

      assertThat(ofOlderSessions(rig)).isEqualTo(1);
      assertThat(rig.count(InferenceMeters.FUTURE_SESSIONS)).isZero();
    }
  }

  /** Nothing is known of when it begins. */
  @Test
  void idWithoutADate_isOnlyLater() {
    TestAudio named = TestAudio.noise("porch", "99999", 16_000, 1.0, 95);
    try (Rig rig = rig(Guarantee.EXACTLY_ONCE)) {
      rig.send(named.frame(0, 8_000));
      rig.send(now.frame(0, 8_000));

      assertThat(ofOlderSessions(rig)).isEqualTo(1);
      assertThat(rig.count(InferenceMeters.FUTURE_SESSIONS)).isZero();
    }
  }

  private static Rig rig(Guarantee guarantee) {
    return switch (guarantee) {
      case EXACTLY_ONCE -> new Rig(Rig.seated(MODEL));
      case AT_LEAST_ONCE ->
          new Rig(
              Rig.seated(MODEL),
              DetectionRule.USUAL,
              HearingRule.USUAL.reordering(ReorderRule.NONE),
              partition -> Long.MAX_VALUE);
    };
  }

  private static TestAudio audio(Instant begin, long seed) {
    String session = "%013d-%08x".formatted(begin.toEpochMilli(), seed);
    return TestAudio.noise("porch", session, 16_000, 1.0, seed);
  }

  private static double ofOlderSessions(Rig rig) {
    return rig.count(InferenceMeters.OLD_SESSIONS, OldSession.LATE.tag())
        + rig.count(InferenceMeters.OLD_SESSIONS, OldSession.OVERTAKEN.tag());
  }
}
