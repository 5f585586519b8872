package dev.argand.inference;

import dev.argand.inference.state.Chunk;
import dev.argand.inference.state.ChunkKey;
import dev.argand.inference.state.Head;
import dev.argand.inference.state.Mark;
import dev.argand.inference.state.SourceEvents;
import dev.argand.schemas.avro.Route;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * At-least-once: what has been heard may be heard again, from the last commit on, over stores that
 * are further than that commit, each as far as it pleases.
 *
 * <p>So a head carries a {@link Mark}: the record that it stands after, and the head and the sounds
 * as they stood at the last commit. The first record of a source that comes again takes the source
 * back there, and everything after it happens once more: the same windows with the same ids. What
 * it takes is still there, since audio is deleted only once the commit has passed the record that
 * made it superfluous. The sounds that count are those in the mark, not those in the store of their
 * own, whose changelog may be further or less far than the head's.
 *
 * <p>Not thread-safe: one a task.
 */
final class Replays {
  private final Heads heads;
  private final KeyValueStore<ChunkKey, Chunk> chunks;
  private final KeyValueStore<String, SourceEvents> events;
  private final Commits commits;
  private final int partition;
  private final ArrayDeque<Deletion> deletions = new ArrayDeque<>();
  private boolean begun;

  /** Of the first record of this life: what came before it was committed. */
  private long firstOffset = Commits.NOTHING;

  private long offset;
  private @Nullable Head before;
  private @Nullable SourceEvents eventsBefore;

  private record Deletion(long offset, ChunkKey key) {}

  Replays(
      Heads heads,
      KeyValueStore<ChunkKey, Chunk> chunks,
      KeyValueStore<String, SourceEvents> events,
      Commits commits,
      int partition) {
    this.heads = heads;
    this.chunks = chunks;
    this.events = events;
    this.commits = commits;
    this.partition = partition;
  }

  /**
   * Brings what was restored into line, the first time: sounds to their heads, and away with sounds
   * of sources and audio of sessions that no head knows.
   */
  void begin() {
    if (begun) {
      return;
    }
    begun = true;
    all(events)
        .forEach(
            each -> {
              if (isAhead(each.value, heads.get(each.key))) {
                events.delete(each.key);
              }
            });
    heads.forEach(
        (sourceId, head) -> {
          Mark mark = head.mark();
          if (mark != null) {
            events.put(sourceId, mark.events());
          }
        });
    all(chunks)
        .forEach(
            each -> {
              if (!isHeld(each.key, heads.get(each.key.sourceId()))) {
                chunks.delete(each.key);
              }
            });
  }

  private static <K, V> List<KeyValue<K, V>> all(KeyValueStore<K, V> store) {
    List<KeyValue<K, V>> entries = new ArrayList<>();
    try (KeyValueIterator<K, V> each = store.all()) {
      each.forEachRemaining(entries::add);
    }
    return entries;
  }

  /** Whether sounds are of windows that the head does not know of. */
  private static boolean isAhead(SourceEvents sounds, @Nullable Head head) {
    if (head == null || sounds.sessionId().compareTo(head.sessionId()) > 0) {
      return true;
    }
    return sounds.sessionId().equals(head.sessionId())
        && head.cursor(Route.CHAMPION)
            .filter(cursor -> cursor.frontEndDigest().equals(sounds.frontEndDigest()))
            .filter(
                cursor ->
                    sounds.events().stream().anyMatch(e -> e.lastWindow() >= cursor.nextWindow()))
            .isPresent();
  }

  private static boolean isHeld(ChunkKey key, @Nullable Head head) {
    if (head == null) {
      return false;
    }
    Mark mark = head.mark();
    return holds(head, key) || (mark != null && holds(mark.baseHead(), key));
  }

  private static boolean holds(@Nullable Head head, ChunkKey key) {
    return head != null && !head.ended() && head.sessionId().equals(key.sessionId());
  }

  /**
   * A record is about to be heard.
   *
   * @return whether the source was taken back, so that whatever is held of it is wrong
   */
  boolean isAgain(String sourceId, long recordOffset) {
    begin();
    if (firstOffset == Commits.NOTHING) {
      firstOffset = recordOffset;
    }
    deleteCommitted();
    offset = recordOffset;
    before = heads.get(sourceId);
    Mark mark = before == null ? null : before.mark();
    eventsBefore = mark == null ? events.get(sourceId) : mark.baseEvents();
    if (mark == null || recordOffset > mark.offset()) {
      return false;
    }
    before = mark.baseHead();
    if (before == null) {
      heads.delete(sourceId);
    } else {
      heads.put(sourceId, before);
    }
    events.put(sourceId, mark.baseEvents());
    return true;
  }

  /** The record has been heard: marks the head that was stored, if one was. */
  void heard(String sourceId) {
    Head head = heads.get(sourceId);
    if (head == null || head.mark() != null) {
      return;
    }
    Head previous = before;
    SourceEvents now = events.get(sourceId);
    heads.put(sourceId, head.marked(markAfter(previous, now)));
  }

  private Mark markAfter(@Nullable Head previous, @Nullable SourceEvents now) {
    if (previous == null) {
      return new Mark(offset, now, null, null);
    }
    Mark mark = previous.mark();
    if (mark == null) {
      return new Mark(offset, now, previous, eventsBefore);
    }
    return mark.offset() < committed()
        ? new Mark(offset, now, previous.marked(null), mark.events())
        : new Mark(offset, now, mark.baseHead(), mark.baseEvents());
  }

  /** Deletes a chunk once the record that is being heard has been committed. */
  void delete(ChunkKey key) {
    deletions.add(new Deletion(offset, key));
  }

  private long committed() {
    return Math.max(firstOffset, commits.before(partition));
  }

  private void deleteCommitted() {
    long committed = committed();
    while (!deletions.isEmpty() && deletions.getFirst().offset() < committed) {
      chunks.delete(deletions.removeFirst().key());
    }
  }
}
