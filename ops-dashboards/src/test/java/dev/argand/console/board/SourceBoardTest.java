package dev.argand.console.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import dev.argand.testkit.ManualClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SourceBoardTest {
  private static final int FRAME = 1_600;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final SourceBoard board = new SourceBoard();
  private long next;

  @Test
  void source_thatSounds_isLive() {
    play("1", 0.1f, 30);

    assertThat(only().state()).isEqualTo(SourceState.LIVE);
    assertThat(only().levelDb()).isEqualTo(-20);
    assertThat(only().heardSeconds()).isEqualTo(3);
    assertThat(only().since()).isEqualTo(Instant.parse("2026-03-01T00:00:00Z").toEpochMilli());
  }

  @Test
  void source_whoseFramesStop_isStopped_butOnlyAfterAWhile() {
    play("1", 0.1f, 10);

    clock.advance(SourceBoard.STOPPED_AFTER.minusMillis(200));
    assertThat(only().state()).isEqualTo(SourceState.LIVE);
    clock.advance(Duration.ofMillis(200));
    assertThat(only().state()).isEqualTo(SourceState.STOPPED);
  }

  @Test
  void source_whoseSessionEnded_isEnded_howeverLongAgo() {
    play("1", 0.1f, 10);
    last("1");

    assertThat(only().state()).isEqualTo(SourceState.ENDED);
    clock.advance(Duration.ofHours(1));
    assertThat(only().state()).isEqualTo(SourceState.ENDED);
  }

  @Test
  void source_whoseFramesHoldNothing_isSilent_andLiveAgainWithTheFirstSound() {
    play("1", 0.1f, 10);
    play("1", 0, 52);
    assertThat(only().state()).isEqualTo(SourceState.SILENT);

    long before = clock.millis();
    play("1", 0.1f, 1);

    assertThat(only().state()).isEqualTo(SourceState.LIVE);
    assertThat(only().since()).isEqualTo(before);
  }

  @Test
  void source_thatReconnects_isLiveAgain_andAnOlderSessionChangesNothing() {
    play("2", 0.1f, 10);
    last("2");
    next = 0;
    play("3", 0.1f, 3);
    SourceBoard.Source before = only();
    assertThat(before.state()).isEqualTo(SourceState.LIVE);
    assertThat(before.session()).isEqualTo("3");

    frame("2", 999_999, new float[FRAME], true);

    assertThat(only()).isEqualTo(before);
  }

  @Test
  void gap_isCounted_andAFrameThatComesTwiceIsNone() {
    play("1", 0.1f, 3);
    frame("1", 0, new float[FRAME], false);
    assertThat(only().gaps()).isZero();

    next += FRAME;
    play("1", 0.1f, 1);

    assertThat(only().gaps()).isEqualTo(1);
  }

  @Test
  void reader_thatComesLate_seesNoGapBeforeItsFirstFrame() {
    next = 5_000_000;
    play("1", 0.1f, 2);

    assertThat(only().gaps()).isZero();
  }

  @Test
  void board_keepsTheSourcesHeardLast_andForgetsOldOnes() {
    for (int i = 0; i < SourceBoard.MOST + 5; i++) {
      board.frame(frame("s" + i, "1", 0, FRAME, false), new float[FRAME], clock.instant());
    }
    assertThat(board.view(clock.instant()).sources())
        .hasSize(SourceBoard.MOST)
        .extracting(SourceBoard.Source::id)
        .contains("s204")
        .doesNotContain("s0", "s4");

    clock.advance(SourceBoard.FORGOTTEN_AFTER.plusSeconds(1));
    assertThat(board.view(clock.instant()).sources()).isEmpty();
  }

  private void play(String session, float value, int frames) {
    for (int i = 0; i < frames; i++) {
      float[] samples = new float[FRAME];
      Arrays.fill(samples, value);
      frame(session, next, samples, false);
      next += FRAME;
      clock.advance(Duration.ofMillis(100));
    }
  }

  private void last(String session) {
    frame(session, next, new float[0], true);
  }

  private void frame(String session, long first, float[] samples, boolean isLast) {
    board.frame(frame("porch", session, first, samples.length, isLast), samples, clock.instant());
  }

  private static AudioFrame frame(
      String source, String session, long first, int samples, boolean isLast) {
    return new AudioFrame(
        source,
        session,
        first,
        16_000,
        1,
        FrameEncoding.S16LE,
        0L,
        ByteBuffer.allocate(2 * samples),
        isLast);
  }

  private SourceBoard.Source only() {
    assertThat(board.view(clock.instant()).sources()).hasSize(1);
    return board.view(clock.instant()).sources().get(0);
  }
}
