package dev.argand.search.clip;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.search.clip.Outcome.Reason;
import dev.argand.signal.PcmFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the audio of one source's labels in its frames, in the order of the log: sessions ascend,
 * and samples within a session. A frame of an older session is dropped, as recognition does.
 *
 * <p>A stretch is settled once a sample behind it has come, its session has ended, or nothing is
 * waited for any more; what it holds is then the same for any division into frames.
 */
final class SourceReader {
  private final boolean fromTheBeginning;
  private final boolean joinedLate;
  private final Consumer<Outcome> outcomes;
  private final TreeMap<String, List<Wanted>> bySession = new TreeMap<>();
  private final PriorityQueue<Wanted> open =
      new PriorityQueue<>(Comparator.comparingLong(SourceReader::end));
  private final PriorityQueue<Wanted> timed =
      new PriorityQueue<>(Comparator.comparingLong(SourceReader::startMicros));
  private final List<Wanted> passed = new ArrayList<>();
  private @Nullable SessionTape tape;
  private boolean ended;

  /** Nothing of the present session lies before what was read. */
  private boolean wholeSession;

  /** The first audio has come: what lies before it was looked at. */
  private boolean begun;

  /**
   * @param fromTheBeginning nothing of the source lies before what will be read
   * @param joinedLate reading began before this reader did: what is missed is not its fault
   * @param outcomes hears what becomes of each label
   */
  SourceReader(boolean fromTheBeginning, boolean joinedLate, Consumer<Outcome> outcomes) {
    this.fromTheBeginning = fromTheBeginning;
    this.joinedLate = joinedLate;
    this.outcomes = outcomes;
  }

  /** Labels that are not settled. */
  int size() {
    return bySession.values().stream().mapToInt(List::size).sum()
        + open.size()
        + timed.size()
        + passed.size();
  }

  /** Every label that is not settled, which are forgotten here. */
  List<Wanted> takeAll() {
    List<Wanted> all = new ArrayList<>(open);
    bySession.values().forEach(all::addAll);
    all.addAll(timed);
    all.addAll(passed);
    bySession.clear();
    open.clear();
    timed.clear();
    passed.clear();
    all.forEach(wanted -> wanted.samples = null);
    return all;
  }

  /** Looks for a label's audio from here on, and in what is held. */
  void want(Wanted wanted) {
    SessionTape now = tape;
    if (wanted.stretch() instanceof Stretch.Time time) {
      if (now == null || !now.hasAudio() || time.startMicros() >= now.lastFrameMicros()[1]) {
        timed.add(wanted);
      } else if (now.sampleAt(time.startMicros()) >= now.heldFrom()) {
        resolve(wanted, time, now);
      } else {
        outcomes.accept(new Outcome.Rewind(wanted));
      }
      return;
    }
    String session = session(wanted);
    if (now == null || session.compareTo(now.sessionId()) > 0) {
      bySession.computeIfAbsent(session, key -> new ArrayList<>()).add(wanted);
    } else if (session.equals(now.sessionId())) {
      openNow(wanted, now, false);
    } else {
      outcomes.accept(new Outcome.Rewind(wanted));
    }
  }

  /** The next frame of the source in the log; one that is malformed is left out. */
  void play(AudioFrame frame) {
    PcmFormat format = FrameFormat.of(frame);
    if (format == null) {
      return;
    }
    byte[] pcm = new byte[frame.getPcm().remaining()];
    frame.getPcm().duplicate().get(pcm);
    SessionTape now = tape;
    if (now == null || frame.getSessionId().compareTo(now.sessionId()) > 0) {
      now = begin(frame, format, now == null);
    } else if (!frame.getSessionId().equals(now.sessionId()) || !format.equals(now.format())) {
      return;
    }
    now.add(frame, pcm);
    if (now.hasAudio()) {
      resolveTimes(now, !begun);
      begun = true;
    }
    settleUpTo(now, frame.getEndOfSession() ? Long.MAX_VALUE : now.next());
    ended = frame.getEndOfSession();
  }

  /**
   * The end of the log is reached.
   *
   * @param gone whether somebody has waited long enough
   * @param offset the end: who waits for audio that has not begun need not look before it again
   */
  void caughtUp(Predicate<Wanted> gone, long offset) {
    SessionTape now = tape;
    if (now == null && !fromTheBeginning) {
      takeAll().forEach(this::rewind);
      return;
    }
    passed.forEach(wanted -> giveUp(wanted, Reason.NO_AUDIO));
    passed.clear();
    timed.forEach(wanted -> wanted.resumeOffset = offset);
    bySession.values().forEach(of -> of.forEach(wanted -> wanted.resumeOffset = offset));
    List<Wanted> late = new ArrayList<>();
    open.removeIf(wanted -> gone.test(wanted) && late.add(wanted));
    timed.removeIf(wanted -> gone.test(wanted) && late.add(wanted));
    bySession.values().forEach(of -> of.removeIf(wanted -> gone.test(wanted) && late.add(wanted)));
    bySession.values().removeIf(List::isEmpty);
    for (Wanted wanted : late) {
      Stretch.Samples samples = wanted.samples;
      if (now != null && samples != null) {
        settle(wanted, samples, now, Reason.LATE);
      } else {
        giveUp(wanted, Reason.LATE);
      }
    }
  }

  private SessionTape begin(AudioFrame frame, PcmFormat format, boolean first) {
    SessionTape old = tape;
    if (old != null) {
      settleUpTo(old, Long.MAX_VALUE);
    }
    SessionTape now = new SessionTape(frame, format);
    tape = now;
    ended = false;
    wholeSession = fromTheBeginning || !first;
    timed.addAll(passed);
    passed.clear();
    while (!bySession.isEmpty() && bySession.firstKey().compareTo(now.sessionId()) <= 0) {
      var entry = Objects.requireNonNull(bySession.pollFirstEntry());
      for (Wanted wanted : entry.getValue()) {
        if (entry.getKey().equals(now.sessionId())) {
          openNow(wanted, now, first);
        } else if (first && !fromTheBeginning) {
          rewind(wanted);
        } else {
          giveUp(wanted, Reason.NO_AUDIO);
        }
      }
    }
    return now;
  }

  /**
   * @param first whether these are the first frames: samples before them are looked for earlier on
   */
  private void openNow(Wanted wanted, SessionTape now, boolean first) {
    Stretch stretch = wanted.stretch();
    int rate = now.format().sampleRateHz();
    Stretch.Samples samples =
        stretch instanceof Stretch.Window window ? window.at(rate) : (Stretch.Samples) stretch;
    boolean missed = samples.first() < now.heldFrom();
    if (missed && !(wholeSession && now.heldFrom() == now.seenFrom())) {
      if (first) {
        rewind(wanted);
      } else {
        outcomes.accept(new Outcome.Rewind(wanted));
      }
      return;
    }
    limit(wanted, samples, rate);
    if (ended || end(wanted) <= now.next()) {
      settle(wanted, Objects.requireNonNull(wanted.samples), now, Reason.INCOMPLETE);
    } else {
      open.add(wanted);
    }
  }

  private void resolveTimes(SessionTape now, boolean first) {
    long[] frame = now.lastFrameMicros();
    while (!timed.isEmpty() && startMicros(timed.element()) < frame[1]) {
      Wanted wanted = timed.remove();
      Stretch.Time time = (Stretch.Time) wanted.stretch();
      if (first && !fromTheBeginning && now.sampleAt(time.startMicros()) < now.seenFrom()) {
        rewind(wanted);
      } else if (time.endMicros() <= frame[0]) {
        passed.add(wanted);
      } else {
        resolve(wanted, time, now);
      }
    }
  }

  private void resolve(Wanted wanted, Stretch.Time time, SessionTape now) {
    long start = now.sampleAt(time.startMicros());
    long end = now.sampleAt(time.endMicros());
    if (end <= Math.max(0, start)) {
      giveUp(wanted, Reason.NO_AUDIO);
      return;
    }
    int rate = now.format().sampleRateHz();
    limit(wanted, new Stretch.Samples(now.sessionId(), start, end), rate);
    if (ended || end(wanted) <= now.next()) {
      settle(wanted, Objects.requireNonNull(wanted.samples), now, Reason.INCOMPLETE);
    } else {
      open.add(wanted);
    }
  }

  private static void limit(Wanted wanted, Stretch.Samples samples, int sampleRateHz) {
    long longest = (long) SessionTape.LONGEST_SECONDS * sampleRateHz;
    long end = Math.min(samples.end(), samples.first() + longest);
    wanted.wholeSamples = end - samples.first();
    wanted.samples = new Stretch.Samples(samples.sessionId(), samples.first(), end);
  }

  private void settleUpTo(SessionTape now, long next) {
    while (!open.isEmpty() && end(open.element()) <= next) {
      Wanted wanted = open.remove();
      settle(wanted, Objects.requireNonNull(wanted.samples), now, Reason.INCOMPLETE);
    }
  }

  private void settle(Wanted wanted, Stretch.Samples samples, SessionTape now, Reason otherwise) {
    now.cut(wanted, samples)
        .ifPresentOrElse(
            outcomes,
            () -> giveUp(wanted, now.touches(samples) ? Reason.INCOMPLETE : absent(otherwise)));
  }

  private static Reason absent(Reason otherwise) {
    return otherwise == Reason.INCOMPLETE ? Reason.NO_AUDIO : otherwise;
  }

  private void rewind(Wanted wanted) {
    if (!joinedLate) {
      wanted.attempt++;
    }
    outcomes.accept(new Outcome.Rewind(wanted));
  }

  private void giveUp(Wanted wanted, Reason reason) {
    outcomes.accept(new Outcome.GivenUp(wanted, reason));
  }

  private static String session(Wanted wanted) {
    return wanted.stretch() instanceof Stretch.Samples samples
        ? samples.sessionId()
        : ((Stretch.Window) wanted.stretch()).sessionId();
  }

  private static long end(Wanted wanted) {
    return Objects.requireNonNull(wanted.samples).end();
  }

  private static long startMicros(Wanted wanted) {
    return ((Stretch.Time) wanted.stretch()).startMicros();
  }
}
