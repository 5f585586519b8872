package dev.argand.inference.state;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a head with a mark: 0x40, which is no version of a head, then head, offset, events, base
 * head and base events. All but the offset are a 32-bit length, -1 for nothing, and the bytes that
 * they have elsewhere.
 */
final class MarkBytes {
  private static final byte MARKED = 0x40;
  private static final Serde<SourceEvents> EVENTS = EventSerdes.events();

  private MarkBytes() {}

  static boolean isMarked(byte[] bytes) {
    return bytes.length > 0 && bytes[0] == MARKED;
  }

  /** Puts a mark round the bytes of a head. */
  static byte[] write(byte[] head, Mark mark, byte @Nullable [] baseHead) {
    byte[] events = events(mark.events());
    byte[] baseEvents = events(mark.baseEvents());
    ByteBuffer out =
        ByteBuffer.allocate(
            1 + Long.BYTES + sized(head) + sized(events) + sized(baseHead) + sized(baseEvents));
    out.put(MARKED);
    put(out, head);
    out.putLong(mark.offset());
    put(out, events);
    put(out, baseHead);
    put(out, baseEvents);
    return out.array();
  }

  /** Reads the bytes of a head without mark. */
  interface HeadReader {
    Head read(byte[] bytes);
  }

  static Head read(byte[] bytes, HeadReader heads) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    in.get();
    byte[] head = take(in);
    long offset = in.getLong();
    SourceEvents events = EVENTS.deserializer().deserialize("", take(in));
    byte[] base = take(in);
    SourceEvents baseEvents = EVENTS.deserializer().deserialize("", take(in));
    if (head == null || in.hasRemaining()) {
      throw new IllegalStateException("a stored head's mark is damaged");
    }
    return heads
        .read(head)
        .marked(new Mark(offset, events, base == null ? null : heads.read(base), baseEvents));
  }

  private static byte @Nullable [] events(@Nullable SourceEvents events) {
    return events == null ? null : EVENTS.serializer().serialize("", events);
  }

  private static int sized(byte @Nullable [] bytes) {
    return Integer.BYTES + (bytes == null ? 0 : bytes.length);
  }

  private static void put(ByteBuffer out, byte @Nullable [] bytes) {
    out.putInt(bytes == null ? -1 : bytes.length);
    if (bytes != null) {
      out.put(bytes);
    }
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
