package dev.argand.signal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the chunks of a RIFF stream from front to back and keeps count of the bytes. */
final class RiffInput {
  /** Declared lengths that mean "not known": what writers to a pipe leave in the header. */
  static final long UNKNOWN_LENGTH = 0xFFFF_FFFFL;

  private static final Pattern IDENTIFIER = Pattern.compile("(?=.{4})[A-Za-z0-9_]+ *");
  private static final Set<String> COMMON = Set.of("fmt ", "data", "fact", "LIST");

  private final PushbackInputStream in;
  private long position;

  RiffInput(InputStream in) {
    this.in = new PushbackInputStream(new BufferedInputStream(in), 5);
  }

  long position() {
    return position;
  }

  /** Up to length bytes; fewer only at the end. */
  byte[] read(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    position += bytes.length;
    return bytes;
  }

  boolean atEnd() throws IOException {
    int next = in.read();
    if (next >= 0) {
      in.unread(next);
    }
    return next < 0;
  }

  /** Skips a chunk's body, stopping early at the end. */
  void skip(long length) throws IOException {
    long left = length;
    while (left > 0 && !atEnd()) {
      long skipped = in.skip(left);
      left -= skipped;
      position += skipped;
    }
  }

  /**
   * Skips the pad byte that follows an odd-sized chunk, unless the writer left it out and the next
   * chunk's identifier starts right here. A pad byte should be zero but may be anything.
   */
  void skipPad() throws IOException {
    byte[] ahead = in.readNBytes(5);
    in.unread(ahead);
    boolean knownAfterPad = ahead.length == 5 && COMMON.contains(identifier(ahead, 1));
    if (ahead.length > 0 && (knownAfterPad || !isIdentifier(ahead, 0))) {
      skip(1);
    }
  }

  static String identifier(byte[] bytes, int offset) {
    return new String(bytes, offset, 4, StandardCharsets.ISO_8859_1);
  }

  static long uint32(byte[] bytes, int offset) {
    return (bytes[offset] & 0xFFL)
        | (bytes[offset + 1] & 0xFFL) << 8
        | (bytes[offset + 2] & 0xFFL) << 16
        | (bytes[offset + 3] & 0xFFL) << 24;
  }

  /** Whether four letters, digits or trailing spaces stand there, as in every identifier in use. */
  static boolean isIdentifier(byte[] bytes, int offset) {
    return bytes.length >= offset + 4 && IDENTIFIER.matcher(identifier(bytes, offset)).matches();
  }
}
