package dev.argand.console.spectrum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SpectrumDeskTest {
  private static final int FRAME = 1_600;

  private final SpectrumDesk desk = new SpectrumDesk();

  @Test
  void source_isComputed_onlyWhileSomebodyWatchesIt() {
    assertThat(frame("porch", "1", 0)).isEmpty();

    desk.watch("porch");
    desk.watch("porch");
    assertThat(frame("porch", "1", 1)).isPresent();
    assertThat(frame("garden", "1", 0)).isEmpty();
    desk.leave("porch");
    assertThat(frame("porch", "1", 2)).isPresent();
    desk.leave("porch");

    assertThat(frame("porch", "1", 3)).isEmpty();
    assertThat(desk.watched()).isZero();
  }

  @Test
  void gap_isTold_withTheFirstColumnBehindIt_andAFrameThatComesTwiceIsLeftOut() {
    desk.watch("porch");
    assertThat(frame("porch", "1", 0).orElseThrow().gap()).isTrue();
    assertThat(frame("porch", "1", 1).orElseThrow().gap()).isFalse();
    assertThat(frame("porch", "1", 1)).isEmpty();
    assertThat(frame("porch", "1", 4).orElseThrow().gap()).isTrue();
    assertThat(frame("porch", "2", 0).orElseThrow().gap()).isTrue();
    assertThat(frame("porch", "1", 5)).isEmpty();
  }

  @Test
  void end_isTheCaptureTime_lessWhatIsHeldBack() {
    desk.watch("porch");
    SpectrumDesk.Columns columns = frame("porch", "1", 0).orElseThrow();

    // 1600 samples: columns end at 768 and 1280, so 320 samples or 20 ms are held back.
    assertThat(columns.columns()).hasSize(2 * Spectrogram.ROWS);
    assertThat(columns.end()).isEqualTo(100 - 20);
    assertThat(columns.columnSeconds()).isEqualTo(0.032);
  }

  private Optional<SpectrumDesk.Columns> frame(String source, String session, int k) {
    return desk.frame(
        new AudioFrame(
            source,
            session,
            (long) FRAME * k,
            16_000,
            1,
            FrameEncoding.S16LE,
            100_000L * (k + 1),
            ByteBuffer.allocate(2 * FRAME),
            false),
        new float[FRAME]);
  }
}
