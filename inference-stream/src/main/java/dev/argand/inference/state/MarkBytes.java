package dev.argand.inference.state;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a head with a mark: 0x41, which is no version of a head, then the head, its length
 * before it; the offset; then the base head by what it is unlike in the head, the events by what
 * they are unlike in nothing, and the base events by what they are unlike in the events, see {@link
 * ByteDelta}. All but the offset, 8 bytes, are what they are elsewhere.
 *
 * <p>0x40 has head, offset, events, base head and base events, of which all but the offset are a
 * 32-bit length, -1 for nothing, and the bytes. It is read for ever, and written no more.
 */
final class MarkBytes {
  private static final byte MARKED_IN_FULL = 0x40;
  private static final byte MARKED = 0x41;
  private static final byte[] NOTHING = {};

  /** More than a mark usually takes beside head and events. */
  private static final int USUAL_BYTES = 64;

  private static final Serde<SourceEvents> EVENTS = EventSerdes.events();

  private MarkBytes() {}

  static boolean isMarked(byte[] bytes) {
    return bytes.length > 0 && (bytes[0] == MARKED || bytes[0] == MARKED_IN_FULL);
  }

  /** Puts a mark round the bytes of a head. */
  static byte[] write(byte[] head, Mark mark, byte @Nullable [] baseHead) {
    byte[] events = events(mark.events());
    byte[] given = events == null ? NOTHING : events;
    ByteArrayOutputStream out = new ByteArrayOutputStream(head.length + given.length + USUAL_BYTES);
    out.write(MARKED);
    ByteDelta.writeNumber(out, head.length);
    out.writeBytes(head);
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(mark.offset()).array());
    ByteDelta.write(out, head, baseHead);
    ByteDelta.write(out, NOTHING, events);
    ByteDelta.write(out, given, events(mark.baseEvents()));
    return out.toByteArray();
  }

  /** Reads the bytes of a head without mark. */
  interface HeadReader {
    Head read(byte[] bytes);
  }

  static Head read(byte[] bytes, HeadReader heads) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    boolean inFull = in.get() == MARKED_IN_FULL;
    byte[] head = inFull ? take(in) : takeHead(in);
    if (head == null) {
      throw damaged();
    }
    long offset = in.getLong();
    byte[] base = inFull ? null : ByteDelta.read(in, head);
    byte[] events = inFull ? take(in) : ByteDelta.read(in, NOTHING);
    if (inFull) {
      base = take(in);
    }
    byte[] baseEvents = inFull ? take(in) : ByteDelta.read(in, events == null ? NOTHING : events);
    if (in.hasRemaining()) {
      throw damaged();
    }
    return heads
        .read(head)
        .marked(
            new Mark(
                offset,
                events(events),
                base == null ? null : heads.read(base),
                events(baseEvents)));
  }

  private static byte[] takeHead(ByteBuffer in) {
    int length = ByteDelta.readNumber(in);
    if (length < 0 || length > in.remaining()) {
      throw damaged();
    }
    byte[] head = new byte[length];
    in.get(head);
    return head;
  }

  private static IllegalStateException damaged() {
    return new IllegalStateException("a stored head's mark is damaged");
  }

  private static @Nullable SourceEvents events(byte @Nullable [] bytes) {
    return EVENTS.deserializer().deserialize("", bytes);
  }

  private static byte @Nullable [] events(@Nullable SourceEvents events) {
    return events == null ? null : EVENTS.serializer().serialize("", events);
  }

  private static byte @Nullable [] take(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
