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
 * Finds stretches of one source's audio in its frames, in the order of the log: sessions ascend,
 * and so do samples within a session, but for frames that come a little late. A frame of an older
 * session is dropped, as recognition does.
 *
 * <p>A stretch is settled once all of it has come, or a sample so far behind it that what is
 * missing is a gap, or its session has ended, or nothing is waited for any more; what it holds is
 * then the same for any division into frames.
 */
final class SourceReader {
  private static final long NOT_SAID = Long.MAX_VALUE;

  private final CutRule rule;
  private final boolean fromTheBeginning;
  private final boolean joinedLate;
  private final Consumer<Outcome> outcomes;
  private final TreeMap<String, List<Wanted>> bySession = new TreeMap<>();
  private final PriorityQueue<Wanted> open =
      new PriorityQueue<>(Comparator.comparingLong(SourceReader::end));
  private final PriorityQueue<Wanted> timed =
      new PriorityQueue<>(Comparator.comparingLong(SourceReader::startMicros));
  private final List<Wanted> passed = new ArrayList<>();

  /** Audio behind them has come, but not all of theirs. */
  private final List<Wanted> holed = new ArrayList<>();

  private @Nullable SessionTape tape;
  private boolean ended;

  /** Where the present session ends, once its last frame has said so. */
  private long endSample = NOT_SAID;

  /** Nothing of the present session lies before what was read. */
  private boolean wholeSession;

  /** The first audio has come: what lies before it was looked at. */
  private boolean begun;

  /**
   * @param rule by which the audio is cut
   * @param fromTheBeginning nothing of the source lies before what will be read
   * @param joinedLate reading began before this reader did: what is missed is not its fault
   * @param outcomes hears what becomes of each stretch
   */
  SourceReader(
      CutRule rule, boolean fromTheBeginning, boolean joinedLate, Consumer<Outcome> outcomes) {
    this.rule = rule;
    this.fromTheBeginning = fromTheBeginning;
    this.joinedLate = joinedLate;
    this.outcomes = outcomes;
  }

  /** Stretches that are not settled. */
  int size() {
    return bySession.values().stream().mapToInt(List::size).sum()
        + open.size()
        + timed.size()
        + passed.size()
        + holed.size();
  }

  /** Every stretch that is not settled, which are forgotten here. */
  List<Wanted> takeAll() {
    List<Wanted> all = new ArrayList<>(open);
    bySession.values().forEach(all::addAll);
    all.addAll(timed);
    all.addAll(passed);
    all.addAll(holed);
    bySession.clear();
    open.clear();
    timed.clear();
    passed.clear();
    holed.clear();
    all.forEach(wanted -> wanted.samples = null);
    return all;
  }

  /** Looks for a stretch's audio from here on, and in what is held. */
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

  /**
   * The next frame of the source in the log, of those that recognition does not refuse for what
   * they say of themselves.
   *
   * @param arrivedMillis Kafka's timestamp of the frame
   */
  void play(AudioFrame frame, long arrivedMillis) {
    PcmFormat format = FrameFormat.of(frame);
    byte[] pcm = new byte[frame.getPcm().remaining()];
    frame.getPcm().duplicate().get(pcm);
    SessionTape now = tape;
    if (now == null || frame.getSessionId().compareTo(now.sessionId()) > 0) {
      now = begin(frame, format, now == null);
    } else if (!frame.getSessionId().equals(now.sessionId()) || !format.equals(now.format())) {
      return;
    }
    if (now.isTooFarAhead(frame, arrivedMillis)) {
      return;
    }
    now.add(frame, pcm, arrivedMillis, this::neededFrom);
    if (now.hasAudio()) {
      resolveTimes(now, !begun);
      begun = true;
    }
    if (frame.getEndOfSession()) {
      endSample = now.next();
    }
    ended = isOver(now);
    settleUpTo(now, ended ? Long.MAX_VALUE : now.next());
  }

  /** A last frame that came early ends its session once those before it have come. */
  private boolean isOver(SessionTape now) {
    long from = endSample - CutRule.lateSamples(now.format().sampleRateHz());
    return endSample != NOT_SAID && now.isWhole(Math.max(now.heldFrom(), from), endSample);
  }

  private long neededFrom() {
    long first = Long.MAX_VALUE;
    for (Wanted wanted : open) {
      first = Math.min(first, Objects.requireNonNull(wanted.samples).first());
    }
    for (Wanted wanted : holed) {
      first = Math.min(first, Objects.requireNonNull(wanted.samples).first());
    }
    return first;
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
    holed.removeIf(wanted -> gone.test(wanted) && late.add(wanted));
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
    SessionTape now = new SessionTape(frame, format, rule);
    tape = now;
    ended = false;
    endSample = NOT_SAID;
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
    place(wanted, now);
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
    place(wanted, now);
  }

  private void limit(Wanted wanted, Stretch.Samples samples, int sampleRateHz) {
    long end = Math.min(samples.end(), samples.first() + rule.longestSamples(sampleRateHz));
    wanted.wholeSamples = end - samples.first();
    wanted.samples = new Stretch.Samples(samples.sessionId(), samples.first(), end);
  }

  /** Settles what is all there, and keeps the rest until more has come. */
  private void place(Wanted wanted, SessionTape now) {
    long next = ended ? Long.MAX_VALUE : now.next();
    if (end(wanted) > next) {
      open.add(wanted);
    } else if (isRipe(wanted, now, next)) {
      settle(wanted, Objects.requireNonNull(wanted.samples), now, Reason.INCOMPLETE);
    } else {
      holed.add(wanted);
    }
  }

  private void settleUpTo(SessionTape now, long next) {
    List<Wanted> ripe = new ArrayList<>();
    holed.removeIf(wanted -> isRipe(wanted, now, next) && ripe.add(wanted));
    while (!open.isEmpty() && end(open.element()) <= next) {
      Wanted wanted = open.remove();
      (isRipe(wanted, now, next) ? ripe : holed).add(wanted);
    }
    for (Wanted wanted : ripe) {
      settle(wanted, Objects.requireNonNull(wanted.samples), now, Reason.INCOMPLETE);
    }
  }

  /** Whether what is missing before a sample that has come does not come any more. */
  private static boolean isRipe(Wanted wanted, SessionTape now, long next) {
    Stretch.Samples samples = Objects.requireNonNull(wanted.samples);
    return next - samples.end() >= CutRule.lateSamples(now.format().sampleRateHz())
        || now.isWhole(samples.first(), samples.end());
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
