package dev.argand.media;

import dev.argand.signal.PcmAudio;
import org.jspecify.annotations.Nullable;

/** Audio that is in memory. */
final class WholePiece implements Pieces {
  private final PcmAudio audio;
  private boolean given;

  WholePiece(PcmAudio audio) {
    this.audio = audio;
  }

  @Override
  public @Nullable Piece next() {
    Piece piece = given ? null : new Piece(audio.format(), audio.pcm());
    given = true;
    return piece;
  }

  @Override
  public boolean isDamaged() {
    return audio.truncated();
  }

  @Override
  public void close() {}
}
