package dev.argand.media;

import dev.argand.signal.AudioFormatException;
import dev.argand.signal.AudioFormatException.Reason;
import dev.argand.signal.PcmFormat;
import dev.argand.signal.WavStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The audio of a file, piece by piece, as {@link MediaReader} has it whole: only the piece at hand
 * is in memory, however long the file. Of the audio streams in a container it is the one that
 * FFmpeg finds best, its channels and rate as they are. Encoder delay that the container declares
 * is left out. Not thread-safe; holds the file and native memory until it is closed.
 */
public final class MediaStream implements AutoCloseable {
  private final Pieces pieces;
  private final String name;
  private final PcmFormat format;
  private byte[] piece;
  private int at;

  private MediaStream(Pieces pieces, String name, Pieces.Piece first) {
    this.name = name;
    this.pieces = pieces;
    this.format = first.format();
    this.piece = first.pcm();
  }

  /**
   * Opens a file and decodes its beginning.
   *
   * @throws AudioFormatException if there is no audio in it that can be decoded
   */
  public static MediaStream open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new FileNotFoundException(file + ": an audio file was expected");
    }
    Pieces pieces = pieces(file);
    try {
      Pieces.Piece first = pieces.next();
      if (first == null) {
        throw new AudioFormatException(
            Reason.NO_AUDIO, file.toString(), "expected audio, nothing in it decodes");
      }
      return new MediaStream(pieces, file.toString(), first);
    } catch (IOException | RuntimeException e) {
      pieces.close();
      throw e;
    }
  }

  private static Pieces pieces(Path file) throws IOException {
    if (MediaReader.isWav(file)) {
      try {
        return new WavPieces(WavStream.open(file));
      } catch (AudioFormatException e) {
        if (e.reason() != Reason.UNSUPPORTED_ENCODING) {
          throw e;
        }
      }
    }
    return FfmpegDecoder.open(file);
  }

  /** Rate, channels and encoding of what {@link #read} gives. */
  public PcmFormat format() {
    return format;
  }

  /**
   * Gives the next whole sample frames, interleaved; it may give fewer than would fit.
   *
   * @param length room in the buffer from {@code offset} on: at least one sample frame
   * @return bytes given, or -1 at the end
   * @throws AudioFormatException if the format changes amid the file, or a sample is not finite
   */
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    while (at == piece.length) {
      Pieces.Piece next = pieces.next();
      if (next == null) {
        return -1;
      }
      if (!next.format().equals(format)) {
        throw new AudioFormatException(
            Reason.CHANGING_FORMAT,
            name,
            "expected %s to its end, was %s".formatted(format, next.format()));
      }
      piece = next.pcm();
      at = 0;
    }
    int given = Math.min(length - length % format.bytesPerSampleFrame(), piece.length - at);
    System.arraycopy(piece, at, buffer, offset, given);
    at += given;
    return given;
  }

  /** Whether a part of what was read so far did not decode, or the file ended too early. */
  public boolean isDamaged() {
    return pieces.isDamaged();
  }

  @Override
  public void close() {
    pieces.close();
  }
}
