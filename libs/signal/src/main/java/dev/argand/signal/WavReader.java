package dev.argand.signal;

import dev.argand.signal.AudioFormatException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads RIFF/WAVE and RF64: PCM of 8 (unsigned), 16, 24 and 32 bits and floats of 32 and 64 bits,
 * also as WAVE_FORMAT_EXTENSIBLE.
 *
 * <p>It is lenient where the audio is still certain: a data size of 0 or 0xFFFFFFFF (written to a
 * pipe) reads to the end; a declared length beyond the file takes what exists and sets {@link
 * PcmAudio#truncated}; a missing pad byte after an odd chunk and unknown chunks are passed over.
 * All else is an {@link AudioFormatException}: rate, channels and encoding are never guessed, and
 * audio with NaN or infinities is refused.
 */
public final class WavReader {
  /** Arrays of the common virtual machines end a few elements before the largest int. */
  private static final int MAX_BYTES = Integer.MAX_VALUE - 16;

  private WavReader() {}

  /** Reads a file. */
  public static PcmAudio read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    }
  }

  /**
   * Reads a stream up to the end of its audio; the caller closes it.
   *
   * @param name what messages call the stream
   */
  public static PcmAudio read(InputStream in, String name) throws IOException {
    RiffInput riff = new RiffInput(in);
    long riffBytes = readMagic(riff, name);
    PcmFormat format = null;
    long data64 = RiffInput.UNKNOWN_LENGTH;
    while (true) {
      byte[] header = riff.read(8);
      if (header.length < 8) {
        throw format == null
            ? new AudioFormatException(
                Reason.MISSING_FORMAT, name, "expected a format chunk, the file ends without one")
            : new AudioFormatException(
                Reason.MISSING_DATA, name, "expected a data chunk, the file ends without one");
      }
      long size = RiffInput.uint32(header, 4);
      switch (RiffInput.identifier(header, 0)) {
        case "fmt " -> format = WavFormatChunk.parse(body(riff, size), name);
        case "ds64" -> {
          byte[] sizes = body(riff, size);
          if (sizes.length >= 16) {
            data64 = RiffInput.uint32(sizes, 8) | RiffInput.uint32(sizes, 12) << 32;
          }
        }
        case "data" -> {
          long length = size == RiffInput.UNKNOWN_LENGTH ? data64 : size;
          return readData(riff, format, length, riffBytes, name);
        }
        default -> riff.skip(size);
      }
      if (size % 2 == 1) {
        riff.skipPad();
      }
    }
  }

  private static long readMagic(RiffInput riff, String name) throws IOException {
    byte[] magic = riff.read(12);
    if (magic.length == 0) {
      throw new AudioFormatException(
          Reason.EMPTY, name, "expected a RIFF/WAVE file, was empty (0 bytes)");
    }
    String start = magic.length < 4 ? "" : RiffInput.identifier(magic, 0);
    boolean known = start.equals("RIFF") || start.equals("RF64");
    if (magic.length < 12 || !known || !RiffInput.identifier(magic, 8).equals("WAVE")) {
      throw new AudioFormatException(
          Reason.NOT_WAVE,
          name,
          "expected a RIFF/WAVE file, starts with bytes " + printable(magic));
    }
    return RiffInput.uint32(magic, 4);
  }

  /** A small chunk's body; a longer one is cut, since no field of ours lies beyond 64 bytes. */
  private static byte[] body(RiffInput riff, long size) throws IOException {
    byte[] body = riff.read((int) Math.min(size, 64));
    riff.skip(size - body.length);
    return body;
  }

  private static PcmAudio readData(
      RiffInput riff, @Nullable PcmFormat format, long declared, long riffBytes, String name)
      throws IOException {
    if (format == null) {
      throw new AudioFormatException(
          Reason.MISSING_FORMAT, name, "expected a format chunk before the data chunk, was none");
    }
    boolean toTheEnd = declared == 0 || declared == RiffInput.UNKNOWN_LENGTH;
    long wanted = toTheEnd ? Long.MAX_VALUE : declared;
    byte[] pcm = riff.read((int) Math.min(wanted, MAX_BYTES));
    if (pcm.length < wanted && pcm.length == MAX_BYTES && !riff.atEnd()) {
      throw new AudioFormatException(
          Reason.TOO_LARGE, name, "expected at most %d bytes of audio".formatted(MAX_BYTES));
    }
    if (declared == 0 && holdsChunks(pcm, riff.position() == riffBytes + 8)) {
      pcm = new byte[0];
    }
    int whole = pcm.length - pcm.length % format.bytesPerSampleFrame();
    boolean truncated = (!toTheEnd && pcm.length < declared) || whole < pcm.length;
    byte[] frames = whole == pcm.length ? pcm : Arrays.copyOf(pcm, whole);
    requireFinite(format, frames, name);
    return new PcmAudio(format, frames, truncated);
  }

  /** Whether what follows an empty data chunk is another chunk of a file whose length is right. */
  private static boolean holdsChunks(byte[] rest, boolean lengthIsRight) {
    return lengthIsRight
        && rest.length >= 8
        && RiffInput.isIdentifier(rest, 0)
        && RiffInput.uint32(rest, 4) <= rest.length - 8;
  }

  private static void requireFinite(PcmFormat format, byte[] pcm, String name)
      throws AudioFormatException {
    if (!format.encoding().isFloat()) {
      return;
    }
    int bytes = format.encoding().bytesPerSample();
    for (int at = 0; at < pcm.length; at += bytes) {
      double value = format.encoding().sample(pcm, at);
      if (!Float.isFinite((float) value)) {
        throw new AudioFormatException(
            Reason.NON_FINITE_SAMPLE,
            name,
            "expected finite samples, sample %d is %s"
                .formatted(at / format.bytesPerSampleFrame(), value));
      }
    }
  }

  private static String printable(byte[] bytes) {
    StringBuilder text = new StringBuilder("'");
    for (byte b : bytes) {
      text.append(b >= ' ' && b < 127 ? String.valueOf((char) b) : "\\x%02x".formatted(b));
    }
    return text.append("'").toString();
  }
}
