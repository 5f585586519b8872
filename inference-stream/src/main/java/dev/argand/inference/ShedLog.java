package dev.argand.inference;

import dev.argand.schemas.avro.Route;
import dev.argand.schemas.avro.ShedRange;
import dev.argand.signal.FrontEnd;
import java.util.ArrayList;
import java.util.List;

/** The windows that are shed within one call, as ranges without holes. One a task. */
final class ShedLog {
  private final OverloadRule rule;
  private final List<ShedRange.Builder> ranges = new ArrayList<>();

  ShedLog(OverloadRule rule) {
    this.rule = rule;
  }

  /** Takes the next shed window of a route. */
  void add(OpenSession session, Route route, Champion champion, long k, long lagMillis) {
    FrontEnd frontEnd = champion.frontEnd();
    int rate = session.sampleRateHz();
    long start = frontEnd.sourceStart(k, rate);
    long end = frontEnd.sourceEnd(k, rate);
    if (!ranges.isEmpty()) {
      ShedRange.Builder before = ranges.get(ranges.size() - 1);
      if (goesOn(before, session, route, champion, k)) {
        before
            .setLastWindowIndex(k)
            .setSampleCount(end - before.getFirstSampleIndex())
            .setEndTimeMicros(session.micros(end));
        return;
      }
    }
    ranges.add(
        ShedRange.newBuilder()
            .setSourceId(session.sourceId())
            .setSessionId(session.sessionId())
            .setRoute(route)
            .setFrontEndDigest(champion.frontEndDigest())
            .setFirstWindowIndex(k)
            .setLastWindowIndex(k)
            .setFirstSampleIndex(start)
            .setSampleCount(end - start)
            .setSampleRateHz(rate)
            .setStartTimeMicros(session.micros(start))
            .setEndTimeMicros(session.micros(end))
            .setModelDigest(champion.model().digest())
            .setModelVersion(champion.version())
            .setAliasGeneration(champion.generation())
            .setLagMillis(lagMillis)
            .setLimitMillis(rule.limitMillis(route)));
  }

  /** What was taken since the last call, in order. */
  List<ShedRange> take() {
    List<ShedRange> taken = ranges.stream().map(ShedRange.Builder::build).toList();
    ranges.clear();
    return taken;
  }

  private static boolean goesOn(
      ShedRange.Builder before, OpenSession session, Route route, Champion champion, long k) {
    return before.getLastWindowIndex() + 1 == k
        && before.getRoute() == route
        && before.getSessionId().equals(session.sessionId())
        && before.getFrontEndDigest().equals(champion.frontEndDigest());
  }
}
