package dev.argand.search.clip;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.ClipCut;
import dev.argand.schemas.avro.ClipKind;
import dev.argand.schemas.avro.ClipRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The clips of what was heard that are kept, and which of them go when room is needed: those of the
 * lowest class first, of a class the oldest. It only decides; files and announcements are others'.
 * Confined to one thread.
 *
 * <p>Clips of the same bytes share a file, which counts once and goes with the last of them.
 */
final class ClipShelf {
  private static final AvroCodec<ClipCut> CLIPS = AvroCodec.of(ClipCut.class);

  /** From the lowest class to the highest. */
  private static final List<ClipKind> CLASSES =
      List.of(ClipKind.NEAR_MISS, ClipKind.AUDIT, ClipKind.DETECTION);

  private static final Comparator<ClipCut> BY_AGE =
      Comparator.comparingLong(ClipShelf::keptAtMicros).thenComparing(ClipCut::getLabelId);

  private final KeepRule rule;
  private final Map<String, ClipCut> byId = new HashMap<>();
  private final Map<ClipKind, TreeSet<ClipCut>> byClass = new EnumMap<>(ClipKind.class);
  private final Map<String, Integer> users = new HashMap<>();

  /** Clips of which this version cannot tell in what file they are. */
  private final Set<String> unread = new HashSet<>();

  /** Files that no clip is in any more and that may still be there, with their bytes. */
  private final Map<String, Long> leaving = new LinkedHashMap<>();

  private long bytes;

  ClipShelf(KeepRule rule) {
    this.rule = rule;
    CLASSES.forEach(kind -> byClass.put(kind, new TreeSet<>(BY_AGE)));
  }

  /** What stands on {@code clips}, read to its present end. */
  static ClipShelf read(Consumer<String, byte[]> consumer, String topic, KeepRule rule) {
    ClipShelf shelf = new ClipShelf(rule);
    ClipsTopic.read(consumer, topic, shelf::fold);
    // What was said earlier and is said no more went at some time; who is left is looked for.
    shelf.leaving().forEach(shelf::gone);
    return shelf;
  }

  private void fold(String id, byte @Nullable [] value) {
    ClipCut cut = null;
    if (value != null) {
      try {
        cut = CLIPS.decode(value);
      } catch (WireFormatException e) {
        // Of a later version: not this one's to keep or to delete.
        unread.add(id);
        remove(id);
        return;
      }
      if (cut.getKind() == ClipKind.UNKNOWN) {
        unread.add(id);
        remove(id);
        return;
      }
    }
    unread.remove(id);
    remove(id);
    if (cut != null && CLASSES.contains(cut.getKind())) {
      put(cut);
    }
  }

  /** Whether the very clip that is asked for is kept: it need not be cut again. */
  boolean holds(ClipRequest asked) {
    ClipCut known = byId.get(asked.getClipId());
    return known != null
        && Objects.equals(known.getSubjectFirstSampleIndex(), asked.getFirstSampleIndex())
        && Objects.equals(known.getSubjectEndSampleIndex(), asked.getEndSampleIndex());
  }

  /** Puts a clip in place of an earlier one of its id, which is returned. */
  Optional<ClipCut> put(ClipCut cut) {
    Optional<ClipCut> earlier = remove(cut.getLabelId());
    byId.put(cut.getLabelId(), cut);
    of(cut.getKind()).add(cut);
    if (users.merge(cut.getSha256(), 1, Integer::sum) == 1
        && leaving.remove(cut.getSha256()) == null) {
      bytes += fileBytes(cut);
    }
    return earlier;
  }

  /** Takes a clip away. Its file counts until it is said to be {@link #gone}. */
  Optional<ClipCut> remove(String id) {
    ClipCut cut = byId.remove(id);
    if (cut == null) {
      return Optional.empty();
    }
    of(cut.getKind()).remove(cut);
    if (users.merge(cut.getSha256(), -1, Integer::sum) == 0) {
      users.remove(cut.getSha256());
      leaving.put(cut.getSha256(), fileBytes(cut));
    }
    return Optional.of(cut);
  }

  /** Whether some clip is in a file. */
  boolean uses(String sha256) {
    return users.containsKey(sha256);
  }

  /** Files that no clip is in any more: to be deleted, and then said to be gone. */
  List<String> leaving() {
    return List.copyOf(leaving.keySet());
  }

  /** Notes that a file that was leaving is no longer there. */
  void gone(String sha256) {
    Long fileBytes = leaving.remove(sha256);
    if (fileBytes != null) {
      bytes -= fileBytes;
    }
  }

  /** Bytes that a file would add: none for one that is there. */
  long added(String sha256, long fileBytes) {
    return users.containsKey(sha256) || leaving.containsKey(sha256) ? 0 : fileBytes;
  }

  /** Whether more bytes fit the quota as it is. */
  boolean fits(long more) {
    return bytes + more <= rule.quotaBytes();
  }

  /** The clips that are in one of some files. */
  List<ClipCut> in(Set<String> sha256s) {
    return byId.values().stream()
        .filter(clip -> sha256s.contains(clip.getSha256()))
        .sorted(BY_AGE)
        .toList();
  }

  /** How many clips there are of which this version cannot tell in what file they are. */
  int unreadable() {
    return unread.size();
  }

  /** The files of all clips. */
  Set<String> files() {
    return Set.copyOf(users.keySet());
  }

  /** Bytes of all files that are there, those that are leaving too. */
  long bytes() {
    return bytes;
  }

  /** How many clips of a kind are kept. */
  int count(ClipKind kind) {
    return of(kind).size();
  }

  /**
   * What must go so that a file of a kind fits the quota; the clip that it replaces stays till
   * then.
   *
   * @return empty if it does not fit, whatever of its class or lower goes
   */
  Optional<List<ClipCut>> roomFor(ClipKind kind, long fileBytes) {
    long excess = bytes + fileBytes - rule.quotaBytes();
    List<ClipCut> victims = new ArrayList<>();
    Map<String, Integer> left = new HashMap<>();
    for (ClipKind lower : CLASSES.subList(0, CLASSES.indexOf(kind) + 1)) {
      for (ClipCut oldest : of(lower)) {
        if (excess <= 0) {
          return Optional.of(victims);
        }
        victims.add(oldest);
        String file = oldest.getSha256();
        if (left.merge(file, users.getOrDefault(file, 1) - 1, (now, first) -> now - 1) == 0) {
          excess -= fileBytes(oldest);
        }
      }
    }
    return excess <= 0 ? Optional.of(victims) : Optional.empty();
  }

  /** What has been kept for as long as its kind is. */
  List<ClipCut> expired(Instant now) {
    List<ClipCut> old = new ArrayList<>();
    for (ClipKind kind : CLASSES) {
      long before = micros(now.minus(rule.age(kind)));
      for (ClipCut cut : of(kind)) {
        if (keptAtMicros(cut) > before) {
          break;
        }
        old.add(cut);
      }
    }
    return old;
  }

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private TreeSet<ClipCut> of(ClipKind kind) {
    return Objects.requireNonNull(byClass.get(kind));
  }

  private static long keptAtMicros(ClipCut cut) {
    return cut.getKeptAtMicros() == null ? 0 : cut.getKeptAtMicros();
  }

  private static long fileBytes(ClipCut cut) {
    return cut.getFileBytes() == null ? 0 : cut.getFileBytes();
  }
}
