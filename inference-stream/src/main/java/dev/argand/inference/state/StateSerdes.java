package dev.argand.inference.state;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Bytes of the stored state, big endian throughout. Text is a 16-bit length and UTF-8.
 *
 * <p>Head, version 1: version, session text, format, next sample, segment start, anchor, ended,
 * number of cursors, then each cursor: route, 32 bytes of digest, next window, last window's end.
 * Version 2: the same, then the end sample. Version 3: the same, then when the last frame arrived.
 * Versions 1 and 2 are read for ever, and written no more.
 *
 * <p>A head with a mark is wrapped, see {@link MarkBytes}.
 *
 * <p>Chunk, version 1: version, format, start, end, PCM as it came.
 *
 * <p>Chunk key (no version: a changed key would need a new store): source text, session text, first
 * sample. Format: rate (4 bytes), channels (2), encoding (1).
 */
public final class StateSerdes {
  private static final int HEAD_VERSION = 3;
  private static final int HEAD_WITHOUT_ARRIVAL = 2;
  private static final int HEAD_WITHOUT_END = 1;
  private static final int CHUNK_VERSION = 1;
  private static final int DIGEST_BYTES = 32;
  private static final int CURSOR_BYTES = 1 + DIGEST_BYTES + 2 * Long.BYTES;
  private static final int CHUNK_HEADER_BYTES = 1 + ByteWriter.FORMAT_BYTES + 2 * Long.BYTES;

  private StateSerdes() {}

  /** Serde of a source's head; null stays null. */
  public static Serde<Head> head() {
    return Serdes.serdeFrom(
        (topic, head) -> head == null ? null : writeMarked(head),
        (topic, bytes) -> bytes == null ? null : readMarked(bytes));
  }

  /** Serde of a chunk's key. */
  public static Serde<ChunkKey> chunkKey() {
    return Serdes.serdeFrom(
        (topic, key) -> key == null ? null : write(key),
        (topic, bytes) -> bytes == null ? null : readChunkKey(bytes));
  }

  /** Serde of a chunk; the PCM of a chunk that was read is a view of the stored bytes. */
  public static Serde<Chunk> chunk() {
    return Serdes.serdeFrom(
        (topic, chunk) -> chunk == null ? null : write(chunk),
        (topic, bytes) -> bytes == null ? null : readChunk(bytes));
  }

  private static byte[] writeMarked(Head head) {
    Mark mark = head.mark();
    if (mark == null) {
      return write(head);
    }
    Head base = mark.baseHead();
    return MarkBytes.write(write(head), mark, base == null ? null : write(base));
  }

  private static Head readMarked(byte[] bytes) {
    return MarkBytes.isMarked(bytes)
        ? MarkBytes.read(bytes, StateSerdes::readHead)
        : readHead(bytes);
  }

  private static byte[] write(Head head) {
    byte[] session = ByteWriter.utf8(head.sessionId());
    int size =
        1
            + (2 + session.length)
            + ByteWriter.FORMAT_BYTES
            + 3 * Long.BYTES
            + 2
            + head.cursors().size() * CURSOR_BYTES
            + 2 * Long.BYTES;
    ByteWriter out =
        new ByteWriter(size)
            .int8(HEAD_VERSION)
            .text(session)
            .format(head.format())
            .int64(head.nextSample())
            .int64(head.segmentStart())
            .int64(head.anchorMicros())
            .int8(head.ended() ? 1 : 0)
            .int8(head.cursors().size());
    for (Cursor cursor : head.cursors()) {
      out.route(cursor.route())
          .hex(cursor.frontEndDigest())
          .int64(cursor.nextWindow())
          .int64(cursor.lastWindowEnd());
    }
    return out.int64(head.endSample()).int64(head.arrivedMillis()).done();
  }

  private static Head readHead(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int version = in.version("head", HEAD_WITHOUT_END, HEAD_VERSION);
    String session = in.text();
    var format = in.format();
    long nextSample = in.int64();
    long segmentStart = in.int64();
    long anchorMicros = in.int64();
    boolean ended = in.unsignedByte() != 0;
    int count = in.unsignedByte();
    List<Cursor> cursors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      cursors.add(new Cursor(in.route(), in.hex(DIGEST_BYTES), in.int64(), in.int64()));
    }
    long endSample = version == HEAD_WITHOUT_END ? Head.NO_END : in.int64();
    long arrivedMillis = version <= HEAD_WITHOUT_ARRIVAL ? Head.NOT_KNOWN : in.int64();
    return new Head(
        session,
        format,
        nextSample,
        segmentStart,
        anchorMicros,
        ended,
        cursors,
        endSample,
        arrivedMillis);
  }

  private static byte[] write(ChunkKey key) {
    byte[] source = ByteWriter.utf8(key.sourceId());
    byte[] session = ByteWriter.utf8(key.sessionId());
    return new ByteWriter(2 + source.length + 2 + session.length + Long.BYTES)
        .text(source)
        .text(session)
        .int64(key.firstSample())
        .done();
  }

  private static ChunkKey readChunkKey(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    return new ChunkKey(in.text(), in.text(), in.int64());
  }

  private static byte[] write(Chunk chunk) {
    return new ByteWriter(CHUNK_HEADER_BYTES + chunk.pcm().remaining())
        .int8(CHUNK_VERSION)
        .format(chunk.format())
        .int64(chunk.startMicros())
        .int64(chunk.endMicros())
        .bytes(chunk.pcm())
        .done();
  }

  private static Chunk readChunk(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    in.version("chunk", CHUNK_VERSION);
    return new Chunk(in.format(), in.int64(), in.int64(), in.rest());
  }
}
