package dev.argand.signal;

import dev.argand.signal.AudioFormatException.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the audio of a RIFF/WAVE or RF64 file.
 *
 * @param format of the audio
 * @param declaredBytes of audio, 0 where none are declared, or {@link #TO_THE_END}
 * @param fileBytes what the header says of the file's length
 */
record WavHeader(PcmFormat format, long declaredBytes, long fileBytes) {
  /** All ones, in 32 bits or in 64: what writers to a pipe leave in the header. */
  static final long TO_THE_END = -1;

  private static final long UNKNOWN_LENGTH = 0xFFFF_FFFFL;

  /** Reads up to the first byte of the audio. */
  static WavHeader read(RiffInput riff, String name) throws IOException {
    long fileBytes = readMagic(riff, name) + 8;
    PcmFormat format = null;
    long data64 = TO_THE_END;
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
        case "ds64" -> data64 = dataSize(body(riff, size), name);
        case "data" -> {
          return new WavHeader(
              required(format, name), size == UNKNOWN_LENGTH ? data64 : size, fileBytes);
        }
        default -> riff.skip(size);
      }
      if (size % 2 == 1) {
        riff.skipPad();
      }
    }
  }

  /** Whether the audio is all that follows, as far as the header knows. */
  boolean isOpenEnded() {
    return declaredBytes == 0 || declaredBytes == TO_THE_END;
  }

  /**
   * Whether no audio was meant: what follows an empty data chunk is another chunk of a file whose
   * length is right.
   *
   * @param rest the first bytes that follow
   * @param restBytes how many follow
   * @param end the file's true length
   */
  boolean isEmpty(byte[] rest, long restBytes, long end) {
    return declaredBytes == 0
        && end == fileBytes
        && rest.length >= 8
        && RiffInput.isIdentifier(rest, 0)
        && RiffInput.uint32(rest, 4) <= restBytes - 8;
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

  /** The size of the audio in a ds64 chunk, which counts without a sign. */
  private static long dataSize(byte[] sizes, String name) throws AudioFormatException {
    if (sizes.length < 16) {
      return TO_THE_END;
    }
    long size = RiffInput.uint32(sizes, 8) | RiffInput.uint32(sizes, 12) << 32;
    if (size < TO_THE_END) {
      throw new AudioFormatException(
          Reason.TOO_LARGE,
          name,
          "expected a data size below 2^63 bytes in the ds64 chunk, or all ones, was "
              + Long.toUnsignedString(size));
    }
    return size;
  }

  /** A small chunk's body; a longer one is cut, since no field of ours lies beyond 64 bytes. */
  private static byte[] body(RiffInput riff, long size) throws IOException {
    byte[] body = riff.read((int) Math.min(size, 64));
    riff.skip(size - body.length);
    return body;
  }

  private static PcmFormat required(@Nullable PcmFormat format, String name)
      throws AudioFormatException {
    if (format == null) {
      throw new AudioFormatException(
          Reason.MISSING_FORMAT, name, "expected a format chunk before the data chunk, was none");
    }
    return format;
  }

  private static String printable(byte[] bytes) {
    StringBuilder text = new StringBuilder("'");
    for (byte b : bytes) {
      text.append(b >= ' ' && b < 127 ? String.valueOf((char) b) : "\\x%02x".formatted(b));
    }
    return text.append("'").toString();
  }
}
