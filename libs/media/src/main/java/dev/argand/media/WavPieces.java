package dev.argand.media;

import dev.argand.signal.WavStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Plain WAV; the first piece is there even if it is empty, since it says the format. */
final class WavPieces implements Pieces {
  private static final int PIECE_BYTES = 1 << 16;

  private final WavStream wav;
  private final int pieceBytes;
  private boolean begun;

  WavPieces(WavStream wav) {
    this.wav = wav;
    this.pieceBytes = Math.max(PIECE_BYTES, wav.format().bytesPerSampleFrame());
  }

  @Override
  public @Nullable Piece next() throws IOException {
    byte[] pcm = new byte[pieceBytes];
    int given = wav.read(pcm, 0, pieceBytes);
    if (given < 0 && begun) {
      return null;
    }
    begun = true;
    return new Piece(
        wav.format(), given == pieceBytes ? pcm : Arrays.copyOf(pcm, Math.max(0, given)));
  }

  @Override
  public boolean isDamaged() {
    return wav.isTruncated();
  }

  @Override
  public void close() {
    try {
      wav.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
