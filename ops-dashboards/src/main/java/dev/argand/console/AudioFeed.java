package dev.argand.console;

import dev.argand.console.board.Boards;
import dev.argand.console.spectrum.FrameDecoder;
import dev.argand.console.spectrum.SpectrumDesk;
import dev.argand.schemas.FrameGate;
import dev.argand.schemas.FrameGate.Refused;
import dev.argand.schemas.FrameGate.Sound;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AudioFrame;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Hands frames of {@code audio.frames} to the sources' board and to the spectra. What recognition
 * would set aside is counted and left out: one record of a session that has not begun would else
 * make every frame of its source one of an older session. Not thread-safe.
 */
final class AudioFeed implements TopicFollower.Handler {
  private final Boards boards;
  private final SpectrumDesk spectra;
  private final FeedStatus feeds;
  private final Clock clock;
  private final Consumer<SpectrumDesk.Columns> columns;

  /**
   * @param clock tells when a frame arrives
   * @param columns hears what is new of the spectra
   */
  AudioFeed(
      Boards boards,
      SpectrumDesk spectra,
      FeedStatus feeds,
      Clock clock,
      Consumer<SpectrumDesk.Columns> columns) {
    this.boards = boards;
    this.spectra = spectra;
    this.feeds = feeds;
    this.clock = clock;
    this.columns = columns;
  }

  @Override
  public void accept(Topic topic, ConsumerRecord<byte[], byte[]> record, boolean isLive) {
    FrameGate.Verdict verdict = FrameGate.read(record.key(), record.value(), record.timestamp());
    if (verdict instanceof Refused refused) {
      feeds.unreadable(topic, refused.detail());
    } else if (verdict instanceof Sound sound) {
      hear(topic, sound.frame(), Instant.ofEpochMilli(record.timestamp()), isLive);
    }
  }

  private void hear(Topic topic, AudioFrame frame, Instant arrived, boolean isLive) {
    Optional<float[]> samples = FrameDecoder.decode(frame);
    if (samples.isEmpty()) {
      feeds.unreadable(topic, "the samples are none that a frame may have");
      return;
    }
    Instant now = clock.instant();
    boolean isTaken =
        boards.frame(frame, samples.get(), isLive || arrived.isAfter(now) ? now : arrived);
    if (isTaken && isLive) {
      spectra.frame(frame, samples.get()).ifPresent(columns);
    }
  }
}
