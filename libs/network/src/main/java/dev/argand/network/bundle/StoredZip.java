package dev.argand.network.bundle;

import dev.argand.network.bundle.ModelFormatException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The one zip file that given entries make: stored, sorted by name, of 1 January 1980, without
 * extra fields or comments (PKWARE, "APPNOTE.TXT", 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16).
 *
 * <p>java.util.zip reads past many a changed byte: it ignores times, attributes and most of the
 * local headers. Here every byte of a file follows from its entries, so the reader compares each
 * header with the one that it would write, and nothing but an entry's content can vary.
 */
final class StoredZip {
  /** Largest entry: a Java array, less what a few virtual machines keep for themselves. */
  static final long MAX_ENTRY_BYTES = Integer.MAX_VALUE - 16;

  private static final int MAX_ENTRIES = 256;
  private static final long MAX_FILE_BYTES = 0xFFFF_FFFEL;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int END_BYTES = 22;
  private static final int SIZE_OFFSET = 22;
  private static final int NAME_LENGTH_OFFSET = 26;
  private static final short VERSION = 10;
  private static final short DATE = (1 << 5) | 1;

  private StoredZip() {}

  /** Whether a name is a plain ASCII file name, safe on every file system. */
  static boolean isEntryName(String name) {
    return NAME.matcher(name).matches();
  }

  static void write(FileChannel out, SortedMap<String, byte[]> entries) throws IOException {
    List<Header> headers = new ArrayList<>();
    long offset = 0;
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      Header header = Header.of(entry.getKey(), entry.getValue(), offset);
      headers.add(header);
      writeFully(out, header.local());
      writeFully(out, ByteBuffer.wrap(entry.getValue()));
      offset = header.end();
    }
    ByteBuffer directory = directory(headers, offset);
    if (headers.size() > MAX_ENTRIES || offset + directory.remaining() > MAX_FILE_BYTES) {
      throw new IllegalArgumentException(
          "a bundle must have at most %d entries and %d bytes, had %d and %d"
              .formatted(
                  MAX_ENTRIES, MAX_FILE_BYTES, headers.size(), offset + directory.remaining()));
    }
    writeFully(out, directory);
  }

  /** Every entry, or a refusal with reason NOT_A_BUNDLE; a manifest has its own, smaller, limit. */
  static SortedMap<String, byte[]> read(FileChannel in) throws IOException {
    return read(in, headers(in));
  }

  /** The data of entries whose headers have been read. */
  static SortedMap<String, byte[]> read(FileChannel in, SortedMap<String, Header> headers)
      throws IOException {
    TreeMap<String, byte[]> entries = new TreeMap<>();
    for (Header header : headers.values()) {
      entries.put(header.name, read(in, header));
    }
    return entries;
  }

  /** The data of one entry. */
  static byte[] read(FileChannel in, Header header) throws IOException {
    ByteBuffer data = readFully(in, header.dataOffset(), (int) header.size);
    check(
        crc(data.array()) == header.crc, "entry '" + header.name + "' is damaged: its CRC differs");
    return data.array();
  }

  /** The first bytes of an entry, as many as there are up to a number; nothing proves them yet. */
  static byte[] begin(FileChannel in, Header header, int most) throws IOException {
    return readFully(in, header.dataOffset(), (int) Math.min(most, header.size)).array();
  }

  /** Every entry's place by its name: the whole container is checked, but no data is read. */
  static SortedMap<String, Header> headers(FileChannel in) throws IOException {
    long fileBytes = in.size();
    check(
        fileBytes <= MAX_FILE_BYTES, "file must have at most " + MAX_FILE_BYTES + ": " + fileBytes);
    TreeMap<String, Header> byName = new TreeMap<>();
    List<Header> headers = new ArrayList<>();
    long offset = 0;
    String last = "";
    while (isLocal(in, offset, fileBytes)) {
      Header header = readHeader(in, offset, fileBytes);
      check(
          header.name.compareTo(last) > 0,
          "entries must be sorted by name, '%s' came after '%s'".formatted(header.name, last));
      check(headers.size() < MAX_ENTRIES, "must have at most " + MAX_ENTRIES + " entries");
      byName.put(header.name, header);
      headers.add(header);
      last = header.name;
      offset = header.end();
    }
    check(!headers.isEmpty(), "must begin with an entry of a zip file");
    ByteBuffer directory = directory(headers, offset);
    check(
        fileBytes - offset == directory.remaining(),
        "must end with a directory of %d bytes at byte %d, had %d (truncated, or longer than it was)"
            .formatted(directory.remaining(), offset, fileBytes - offset));
    same(directory, readFully(in, offset, directory.remaining()), offset);
    return byName;
  }

  private static boolean isLocal(FileChannel in, long offset, long fileBytes) throws IOException {
    return fileBytes - offset >= LOCAL_BYTES && readFully(in, offset, 4).getInt(0) == LOCAL;
  }

  private static Header readHeader(FileChannel in, long offset, long fileBytes) throws IOException {
    ByteBuffer fixed = readFully(in, offset, LOCAL_BYTES);
    int nameLength = Short.toUnsignedInt(fixed.getShort(NAME_LENGTH_OFFSET));
    check(
        nameLength <= fileBytes - offset - LOCAL_BYTES, "is truncated in the header at " + offset);
    ByteBuffer local = readFully(in, offset, LOCAL_BYTES + nameLength);
    String name = new String(local.array(), LOCAL_BYTES, nameLength, StandardCharsets.ISO_8859_1);
    check(isEntryName(name), "entry at byte " + offset + " must have a plain name");
    long size = Integer.toUnsignedLong(local.getInt(SIZE_OFFSET));
    Header header = new Header(name, local.getInt(SIZE_OFFSET - 8), size, offset);
    check(
        size <= MAX_ENTRY_BYTES,
        "entry '%s' must have at most %d bytes, had %d".formatted(name, MAX_ENTRY_BYTES, size));
    if (name.equals(Bundle.MANIFEST)) {
      check(
          size <= Manifest.MAX_BYTES,
          "manifest must have at most %d bytes, had %d".formatted(Manifest.MAX_BYTES, size));
    }
    same(header.local(), local, offset);
    check(header.end() <= fileBytes, "is truncated in entry '" + name + "'");
    return header;
  }

  private static ByteBuffer directory(List<Header> headers, long offset) {
    int bytes = headers.stream().mapToInt(h -> CENTRAL_BYTES + h.name.length()).sum();
    ByteBuffer out = buffer(bytes + END_BYTES);
    headers.forEach(header -> out.put(header.central()));
    short count = (short) headers.size();
    out.putInt(END).putInt(0).putShort(count).putShort(count);
    return out.putInt(bytes).putInt((int) offset).putShort((short) 0).flip();
  }

  private static void same(ByteBuffer expected, ByteBuffer found, long offset)
      throws ModelFormatException {
    int difference = expected.mismatch(found);
    check(difference < 0, "is not a canonical zip file from byte " + (offset + difference));
  }

  private static ByteBuffer readFully(FileChannel in, long offset, int length) throws IOException {
    ByteBuffer buffer = buffer(length);
    while (buffer.hasRemaining()) {
      check(in.read(buffer, offset + buffer.position()) >= 0, "is truncated at " + offset);
    }
    return buffer.flip();
  }

  private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static void check(boolean condition, String detail) throws ModelFormatException {
    if (!condition) {
      throw ModelFormatException.of(Reason.NOT_A_BUNDLE, "file " + detail);
    }
  }

  /** One entry's place; the headers follow from it. */
  record Header(String name, int crc, long size, long offset) {
    static Header of(String name, byte[] data, long offset) {
      if (!isEntryName(name)) {
        throw new IllegalArgumentException("an entry must have a plain name, was '" + name + "'");
      }
      return new Header(name, StoredZip.crc(data), data.length, offset);
    }

    long dataOffset() {
      return offset + LOCAL_BYTES + name.length();
    }

    long end() {
      return dataOffset() + size;
    }

    ByteBuffer local() {
      ByteBuffer out = buffer(LOCAL_BYTES + name.length()).putInt(LOCAL);
      return common(out).put(ascii()).flip();
    }

    ByteBuffer central() {
      ByteBuffer out = buffer(CENTRAL_BYTES + name.length()).putInt(CENTRAL).putShort(VERSION);
      common(out).putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
      return out.putInt((int) offset).put(ascii()).flip();
    }

    /** Version needed, no flags, stored, time, date, CRC, sizes, name length, no extra field. */
    private ByteBuffer common(ByteBuffer out) {
      out.putShort(VERSION).putShort((short) 0).putShort((short) 0);
      out.putShort((short) 0).putShort(DATE);
      out.putInt(crc).putInt((int) size).putInt((int) size);
      return out.putShort((short) name.length()).putShort((short) 0);
    }

    private byte[] ascii() {
      return name.getBytes(StandardCharsets.US_ASCII);
    }
  }
}
