package dev.argand.search.clip;

import dev.argand.schemas.FrameGate;
import dev.argand.schemas.FrameGate.Sound;
import dev.argand.schemas.avro.AudioFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The search in one partition of {@code audio.frames}: one pass over the frames serves every
 * stretch that lies ahead of it, and one that lies behind waits for the next pass.
 *
 * <p>A pass begins where its earliest stretch may begin. Those that lie far apart are served by
 * passes of their own, so that what lies between is not read; those that have waited for audio come
 * after those that have not.
 */
final class PartitionScan {
  /** Frames between two stretches that are rather read over than jumped. */
  private static final long NEAR_RECORDS = 20_000;

  /** Of a source that nobody looks for, one frame in so many is looked at, for the index. */
  private static final int INDEXED = 32;

  private final CutRule rule;
  private final Consumer<Outcome> outcomes;
  private final FrameIndex index = new FrameIndex();
  private final Map<String, SourceReader> readers = new HashMap<>();
  private final Map<String, Integer> passedOver = new HashMap<>();
  private List<Wanted> behind = new ArrayList<>();
  private long position;
  private long edge;

  PartitionScan(CutRule rule, Consumer<Outcome> outcomes) {
    this.rule = rule;
    this.outcomes = outcomes;
  }

  FrameIndex index() {
    return index;
  }

  /** Stretches that are not settled. */
  int size() {
    return behind.size() + readers.values().stream().mapToInt(SourceReader::size).sum();
  }

  boolean running() {
    return !readers.isEmpty();
  }

  /**
   * Whether a pass should begin: there is none, or it waits at the end while others wait for it.
   */
  boolean wantsToBegin() {
    return !behind.isEmpty() && (!running() || position >= edge);
  }

  void want(Wanted wanted) {
    String source = wanted.sourceId();
    SourceReader reader = readers.get(source);
    if (reader != null) {
      reader.want(wanted);
    } else if (running() && knownFrom(wanted) >= position) {
      SourceReader late = reader(false, true);
      readers.put(source, late);
      late.want(wanted);
    } else {
      behind.add(wanted);
    }
  }

  /**
   * Begins a pass.
   *
   * @param startOf offset from which on a stretch's audio may be found
   * @param beginning first offset of the partition
   * @param end one past its last
   * @return where to read from
   */
  long begin(ToLongFunction<Wanted> startOf, long beginning, long end) {
    readers.values().forEach(reader -> behind.addAll(reader.takeAll()));
    readers.clear();
    Map<Wanted, Long> starts = new HashMap<>();
    behind.forEach(wanted -> starts.put(wanted, Math.max(beginning, startOf.applyAsLong(wanted))));
    boolean fresh = behind.stream().anyMatch(wanted -> wanted.waitingSinceNanos == 0);
    List<Wanted> sorted = new ArrayList<>(behind);
    sorted.sort(Comparator.comparingLong(wanted -> starts.getOrDefault(wanted, 0L)));
    List<Wanted> chosen = new ArrayList<>();
    List<Wanted> others = new ArrayList<>();
    long start = -1;
    long last = 0;
    for (Wanted wanted : sorted) {
      long from = starts.getOrDefault(wanted, beginning);
      boolean near = start < 0 || from - last <= NEAR_RECORDS || !fresh;
      boolean first = start < 0 && fresh && wanted.waitingSinceNanos != 0;
      if (near && !first) {
        start = start < 0 ? from : start;
        last = from;
        chosen.add(wanted);
      } else {
        others.add(wanted);
      }
    }
    behind = others;
    position = start;
    edge = end;
    boolean fromTheBeginning = start <= beginning;
    for (Wanted wanted : chosen) {
      readers
          .computeIfAbsent(wanted.sourceId(), source -> reader(fromTheBeginning, false))
          .want(wanted);
    }
    return start;
  }

  void play(ConsumerRecord<String, byte[]> record) {
    position = record.offset() + 1;
    String source = record.key();
    if (source == null || record.value() == null) {
      return;
    }
    SourceReader reader = readers.get(source);
    if (reader == null && passedOver.merge(source, 1, (a, b) -> (a + b) % INDEXED) != 0) {
      return;
    }
    byte[] key = source.getBytes(StandardCharsets.UTF_8);
    if (!(FrameGate.read(key, record.value(), record.timestamp()) instanceof Sound sound)) {
      // Recognition puts it into quarantine and counts it; here it is a gap.
      return;
    }
    AudioFrame frame = sound.frame();
    index.learn(
        source,
        frame.getSessionId(),
        frame.getFirstSampleIndex(),
        frame.getSampleRateHz(),
        record.offset());
    if (reader != null) {
      reader.play(frame, record.timestamp());
      if (reader.size() == 0) {
        readers.remove(source);
      }
    }
  }

  /** Tells who waits that the log has no more, once that is so. */
  void atPosition(long reached, Predicate<Wanted> gone) {
    position = Math.max(position, reached);
    if (position >= edge) {
      // Copied: what comes of it may ask for another pass.
      List.copyOf(readers.values()).forEach(reader -> reader.caughtUp(gone, position));
      readers.values().removeIf(reader -> reader.size() == 0);
    }
  }

  private long knownFrom(Wanted wanted) {
    return wanted.stretch() instanceof Stretch.Samples samples && wanted.attempt == 0
        ? index.floor(wanted.sourceId(), samples.sessionId(), samples.first())
        : -1;
  }

  private SourceReader reader(boolean fromTheBeginning, boolean joinedLate) {
    return new SourceReader(
        rule,
        fromTheBeginning,
        joinedLate,
        outcome -> {
          if (outcome instanceof Outcome.Rewind rewind) {
            rewind.wanted().resumeOffset = -1;
            behind.add(rewind.wanted());
          } else {
            outcomes.accept(outcome);
          }
        });
  }
}
