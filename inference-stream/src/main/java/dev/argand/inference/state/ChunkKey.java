package dev.argand.inference.state;

/**
 * Key of a chunk. Bytes order as (source, session, first sample), so that a range of one session is
 * read in the order of its samples.
 *
 * @param firstSample source sample frame at which the chunk begins, from 0
 */
public record ChunkKey(String sourceId, String sessionId, long firstSample) {
  public ChunkKey {
    if (firstSample < 0) {
      throw new IllegalArgumentException("firstSample must not be negative, was " + firstSample);
    }
  }

  /** The least key of a session. */
  public static ChunkKey first(String sourceId, String sessionId) {
    return new ChunkKey(sourceId, sessionId, 0);
  }

  /** The greatest key of a session. */
  public static ChunkKey last(String sourceId, String sessionId) {
    return new ChunkKey(sourceId, sessionId, Long.MAX_VALUE);
  }
}
