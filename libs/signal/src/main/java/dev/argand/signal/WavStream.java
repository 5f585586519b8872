package dev.argand.signal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The audio of a RIFF/WAVE or RF64 file piece by piece, however long it is: as {@link WavReader}
 * has it whole, with the same leniency and the same refusals.
 *
 * <p>A file of floats is read twice, so that one with a NaN or an infinity in it is refused before
 * any of it is given. Not thread-safe; holds the file open until it is closed.
 */
public final class WavStream implements AutoCloseable {
  private static final int PIECE_BYTES = 1 << 16;

  private final InputStream in;
  private final RiffInput riff;
  private final PcmFormat format;
  private final String name;
  private long left;
  private long given;
  private boolean truncated;

  private WavStream(InputStream in, RiffInput riff, WavHeader header, String name)
      throws IOException {
    this.in = in;
    this.riff = riff;
    this.format = header.format();
    this.name = name;
    long there = riff.left();
    long audio = header.isOpenEnded() ? there : Math.min(header.declaredBytes(), there);
    if (header.isEmpty(riff.peek(8), there, riff.position() + there)) {
      audio = 0;
    }
    this.left = audio - audio % format.bytesPerSampleFrame();
    this.truncated = left < audio || (!header.isOpenEnded() && there < header.declaredBytes());
  }

  /**
   * Opens a regular file.
   *
   * @throws AudioFormatException if it is no WAV that can be read
   */
  public static WavStream open(Path file) throws IOException {
    WavStream stream = begin(file);
    if (stream.format.encoding().isFloat()) {
      try (WavStream whole = begin(file)) {
        whole.readToTheEnd();
      } catch (IOException | RuntimeException e) {
        stream.close();
        throw e;
      }
    }
    return stream;
  }

  private static WavStream begin(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      RiffInput riff = RiffInput.of(file, in);
      String name = file.toString();
      return new WavStream(in, riff, WavHeader.read(riff, name), name);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** Rate, channels and encoding of the audio. */
  public PcmFormat format() {
    return format;
  }

  /**
   * Gives the next whole sample frames; it gives fewer than would fit only at the end.
   *
   * @param length room in the buffer from {@code offset} on: at least one sample frame
   * @return bytes given, or -1 at the end
   */
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    int bytesPerFrame = format.bytesPerSampleFrame();
    int wanted = (int) Math.min(left, length - length % bytesPerFrame);
    int read = riff.read(buffer, offset, wanted);
    int whole = read - read % bytesPerFrame;
    if (read < wanted) {
      // The file is shorter than it was when it was opened.
      truncated = true;
      left = 0;
    } else {
      left -= read;
    }
    FiniteSamples.require(format, buffer, offset, whole, given / bytesPerFrame, name);
    given += whole;
    return whole == 0 ? -1 : whole;
  }

  /** Whether the file ends before its declared length or amid a sample frame. */
  public boolean isTruncated() {
    return truncated;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void readToTheEnd() throws IOException {
    byte[] piece = new byte[Math.max(PIECE_BYTES, format.bytesPerSampleFrame())];
    while (left > 0) {
      read(piece, 0, piece.length);
    }
  }
}
