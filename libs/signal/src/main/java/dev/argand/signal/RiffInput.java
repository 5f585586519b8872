package dev.argand.signal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the chunks of a RIFF stream from front to back and keeps count of the bytes. */
final class RiffInput {
  /** A length of the whole that is not known. */
  static final long UNKNOWN = -1;

  private static final int MOST_AHEAD = 8;
  private static final Pattern IDENTIFIER = Pattern.compile("(?=.{4})[A-Za-z0-9_]+ *");
  private static final Set<String> COMMON = Set.of("fmt ", "data", "fact", "LIST");

  private final PushbackInputStream in;
  private final long length;
  private long position;

  /** Of a stream of so many bytes, or of {@link #UNKNOWN}. */
  RiffInput(InputStream in, long length) {
    this.in = new PushbackInputStream(new BufferedInputStream(in), MOST_AHEAD);
    this.length = length;
  }

  /** Of a file, whose length is known if it is a regular one. */
  static RiffInput of(Path file, InputStream in) throws IOException {
    return new RiffInput(in, Files.isRegularFile(file) ? Files.size(file) : UNKNOWN);
  }

  long position() {
    return position;
  }

  boolean isOfKnownLength() {
    return length != UNKNOWN;
  }

  /** Bytes that are still to come; more than any where the length is not known. */
  long left() {
    return isOfKnownLength() ? Math.max(0, length - position) : Long.MAX_VALUE;
  }

  /** Up to count bytes; fewer only at the end. */
  byte[] read(int count) throws IOException {
    byte[] bytes;
    if (isOfKnownLength()) {
      // One array of the right length: without it twice the bytes are held for a moment.
      bytes = new byte[(int) Math.min(count, left())];
      int read = in.readNBytes(bytes, 0, bytes.length);
      bytes = read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
    } else {
      bytes = in.readNBytes(count);
    }
    position += bytes.length;
    return bytes;
  }

  /** Up to count bytes into a buffer; fewer only at the end. */
  int read(byte[] buffer, int offset, int count) throws IOException {
    int read = in.readNBytes(buffer, offset, count);
    position += read;
    return read;
  }

  /** The next bytes, up to 8, without taking them; fewer only at the end. */
  byte[] peek(int count) throws IOException {
    byte[] ahead = in.readNBytes(count);
    in.unread(ahead);
    return ahead;
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
    byte[] ahead = peek(5);
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
