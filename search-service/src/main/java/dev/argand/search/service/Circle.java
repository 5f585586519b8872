package dev.argand.search.service;

import dev.argand.runtime.Health;
import dev.argand.runtime.SettingException;
import dev.argand.runtime.SteadyClock;
import dev.argand.schemas.Micros;
import dev.argand.schemas.avro.Decision;
import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import dev.argand.search.data.DataException;
import dev.argand.search.run.Progress;
import dev.argand.search.trigger.Policy;
import dev.argand.search.trigger.Ruling;
import dev.argand.search.trigger.TriggerDesk;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service's two threads. One owns the topics' reader and the trigger desk, and decides; the
 * other takes a run to its end. They speak through a queue.
 */
final class Circle implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Circle.class);
  private static final String COMPONENT = "search";
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration ANSWER_WITHIN = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int SHOWN = 1000;

  /** Progress is kept for seven days: a start that old without any is not taken up. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofDays(6);

  private final SearchConfig config;
  private final TriggerDesk desk;
  private final Starter starter;
  private final RunConduct conduct;
  private final CircleWriter writer;
  private final SearchMetrics metrics;
  private final Health health;
  private final Clock clock;
  private final BlockingQueue<Task> inbox = new LinkedBlockingQueue<>();
  private final ExecutorService runner =
      Executors.newSingleThreadExecutor(task -> thread(task, "search-run"));
  private final Thread decider = thread(this::decide, "search-desk");
  private final List<SearchDecision> decisions = Collections.synchronizedList(new ArrayList<>());

  private volatile boolean closed;
  private volatile @Nullable String running;
  private volatile @Nullable SearchProgress progress;
  private volatile @Nullable CircleReader reader;
  private String newestRun = "";
  private long lastMicros;

  Circle(
      SearchConfig config,
      Policy policy,
      Starter starter,
      RunConduct conduct,
      CircleWriter writer,
      SearchMetrics metrics,
      Health health,
      Clock clock) {
    this.config = config;
    this.desk = new TriggerDesk(policy, clock, new SteadyClock(clock, System::nanoTime));
    this.starter = starter;
    this.conduct = conduct;
    this.writer = writer;
    this.metrics = metrics;
    this.health = health;
    this.clock = clock;
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    health.ready(COMPONENT, false, "reading topics");
    decider.start();
  }

  SearchDecision request(SearchWish wish) throws InterruptedException {
    return answer(reading -> rule(reading, desk.person(wish.who(), wish.why()), wish));
  }

  SearchDecision alert(String name, String summary) throws InterruptedException {
    return answer(reading -> rule(reading, desk.alert(name, summary), null));
  }

  List<SearchDecision> decisions() {
    synchronized (decisions) {
      List<SearchDecision> newestFirst =
          new ArrayList<>(
              decisions.subList(Math.max(0, decisions.size() - SHOWN), decisions.size()));
      Collections.reverse(newestFirst);
      return newestFirst;
    }
  }

  Optional<String> running() {
    return Optional.ofNullable(running);
  }

  Optional<SearchProgress> progress() {
    return Optional.ofNullable(progress);
  }

  /** Something that the deciding thread does for another. */
  private interface Task {
    void run(CircleReader reading) throws InterruptedException;
  }

  private interface Question {
    SearchDecision decide(CircleReader reading) throws InterruptedException;
  }

  private SearchDecision answer(Question question) throws InterruptedException {
    CompletableFuture<SearchDecision> answer = new CompletableFuture<>();
    inbox.add(
        reading -> {
          try {
            answer.complete(question.decide(reading));
          } catch (WishException e) {
            answer.completeExceptionally(e);
          } catch (RuntimeException e) {
            LOG.error("A wish for a search could not be decided", e);
            answer.completeExceptionally(e);
          } catch (Error e) {
            answer.completeExceptionally(e);
            throw e;
          }
        });
    long deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
    while (!closed && System.nanoTime() < deadline) {
      try {
        return answer.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        continue;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof WishException wish) {
          throw wish;
        }
        throw new IllegalStateException("the wish could not be decided: " + e.getCause(), e);
      }
    }
    throw new IllegalStateException(
        closed
            ? "the search service is closing"
            : "the search service did not decide within %d s: see its log"
                .formatted(ANSWER_WITHIN.toSeconds()));
  }

  private void decide() {
    try (CircleReader reading =
        new CircleReader(config.bootstrapServers(), config.topicPrefix(), desk, clock)) {
      reader = reading;
      Persistence.until(
          "its topics",
          () -> {
            reading.catchUp();
            return true;
          });
      takeUp(reading);
      health.ready(COMPONENT, true, "following labels and accuracy");
      while (!closed) {
        step(reading);
      }
    } catch (InterruptedException | InterruptException | WakeupException e) {
      if (!closed) {
        LOG.warn("Interrupted, though nobody closes the search service", e);
      }
    } catch (RuntimeException | Error e) {
      health.live(COMPONENT, false, "the search desk failed: " + e);
      LOG.error("The search desk failed", e);
    } finally {
      health.ready(COMPONENT, false, "stopped");
    }
  }

  private void step(CircleReader reading) throws InterruptedException {
    Persistence.until(
        "news",
        () -> {
          reading.poll(POLL);
          return true;
        });
    desk.clips(reading.clips().size());
    desk.cutting(reading.isCutting());
    desk.champion(reading.champion().orElse(null));
    for (Ruling ruling : desk.look()) {
      rule(reading, ruling, null);
    }
    Task task;
    while ((task = inbox.poll()) != null) {
      task.run(reading);
    }
    metrics.pending(desk.pending());
    running = desk.running().orElse(null);
    reading.run(newestRun).ifPresent(story -> progress = story.newest());
  }

  /** Goes on where the service before this one was. */
  private void takeUp(CircleReader reading) throws InterruptedException {
    desk.clips(reading.clips().size());
    desk.champion(reading.champion().orElse(null));
    List<SearchDecision> earlier = reading.decisions();
    decisions.addAll(earlier);
    earlier.forEach(decision -> lastMicros = Math.max(lastMicros, decision.getAtMicros()));
    Optional<SearchDecision> last = reading.lastStart();
    if (last.isEmpty()) {
      return;
    }
    SearchDecision start = last.get();
    String runId = Objects.requireNonNull(start.getRunId());
    newestRun = runId;
    Optional<RunStory> story = reading.run(runId);
    Optional<SearchProgress> end = story.flatMap(told -> told.endAfter(start));
    int takes = story.map(told -> told.startsAfter(start)).orElse(0);
    Instant startedAt = Micros.instant(start.getAtMicros());
    if (end.isPresent()) {
      lastMicros = Math.max(lastMicros, end.get().getAtMicros());
      restore(start, Micros.instant(end.get().getAtMicros()));
    } else if (takes == 0 && startedAt.plus(FORGOTTEN_AFTER).isBefore(clock.instant())) {
      LOG.info("Run {} began at {}: its end is no longer kept", runId, startedAt);
      restore(start, startedAt);
    } else {
      restore(start, null);
      LOG.info("Run {} has no end: it is taken up, {} time(s) before", runId, takes);
      execute(start, takes + 1);
    }
  }

  private void restore(SearchDecision start, @Nullable Instant endedAt) {
    desk.restore(
        Objects.requireNonNull(start.getRunId()),
        Micros.instant(start.getAtMicros()),
        start.getLabelsSeen(),
        endedAt);
  }

  /** Carries a ruling out; what it returns stands on the topic. */
  private SearchDecision rule(CircleReader reading, Ruling ruling, @Nullable SearchWish wish)
      throws InterruptedException {
    if (!ruling.start()) {
      return stand(
          draft(ruling, Decision.REFUSE, ruling.reason()).setRunId(ruling.inTheWay()).build());
    }
    Starter.Order order;
    try {
      order = starter.order(wish, reading.clips());
    } catch (DataException e) {
      return impossible(ruling, e, wish == null ? null : said("data", wish.data()));
    } catch (SettingException e) {
      return impossible(ruling, e, wish == null ? null : said("profile", wish.profile()));
    } catch (IOException | RuntimeException e) {
      LOG.warn("A search could not start", e);
      return abandon(ruling, "it cannot start: " + e.getMessage(), null);
    }
    Optional<SearchProgress> before = reading.run(order.runId()).flatMap(RunStory::judged);
    if (before.isPresent()) {
      String made =
          "run %s learned from the same data with the same profile and seed, and made model %s"
              .formatted(order.runId(), before.get().getModelDigest());
      return abandon(ruling, made, order.runId());
    }
    SearchDecision start =
        draft(ruling, Decision.START, ruling.reason())
            .setRunId(order.runId())
            .setData(order.data())
            .setProfile(order.profile())
            .setSeed(order.seed())
            .build();
    // From here on it is a run, whatever happens to this process.
    stand(start);
    newestRun = order.runId();
    desk.started(order.runId(), Micros.instant(start.getAtMicros()));
    execute(start, 1);
    return start;
  }

  private static @Nullable String said(String what, @Nullable String value) {
    return value == null ? null : "%s = %s".formatted(what, value);
  }

  /**
   * Refuses what data or a profile do not allow.
   *
   * @param wished what a person asked for and named; null if the policy names it
   * @throws WishException once the refusal stands, if it is that person's mistake
   */
  private SearchDecision impossible(Ruling ruling, Exception because, @Nullable String wished)
      throws InterruptedException {
    LOG.warn("A search could not start: {}", because.getMessage());
    SearchDecision refusal = abandon(ruling, "it cannot start: " + because.getMessage(), null);
    if (wished != null) {
      throw new WishException("%s: %s".formatted(wished, because.getMessage()));
    }
    return refusal;
  }

  private SearchDecision abandon(Ruling ruling, String because, @Nullable String runId)
      throws InterruptedException {
    if (closed) {
      throw new InterruptedException("closing");
    }
    desk.abandoned(because);
    return stand(
        draft(ruling, Decision.REFUSE, "%s (%s)".formatted(because, ruling.reason()))
            .setRunId(runId)
            .build());
  }

  private SearchDecision.Builder draft(Ruling ruling, Decision decision, String reason) {
    lastMicros = Math.max(Micros.of(clock.instant()), lastMicros + 1);
    return SearchDecision.newBuilder()
        .setRequestId(UUID.randomUUID().toString())
        .setTrigger(ruling.trigger())
        .setDecision(decision)
        .setReason(reason)
        .setWho(ruling.who())
        .setLabelsSeen(desk.clips())
        .setAtMicros(lastMicros);
  }

  private SearchDecision stand(SearchDecision decision) throws InterruptedException {
    writer.decide(decision);
    decisions.add(decision);
    metrics.decided(decision.getTrigger(), decision.getDecision());
    LOG.info(
        "{} by {} ({}): {}{}",
        decision.getDecision(),
        decision.getTrigger(),
        decision.getWho(),
        decision.getReason(),
        decision.getRunId() == null ? "" : ", run " + decision.getRunId());
    return decision;
  }

  private void execute(SearchDecision start, int take) {
    metrics.started();
    runner.execute(() -> run(start, take));
  }

  /** Takes a run to its end. Not private, for tests. */
  void run(SearchDecision start, int take) {
    String runId = Objects.requireNonNull(start.getRunId());
    ProgressReporter reporter = new ProgressReporter(start, writer, metrics, clock);
    try {
      RunConduct.End end = end(start, take, reporter);
      long at =
          reporter.enter(end.state(), new Progress("gate", 1, 1, end.values()), end.message());
      LOG.info("Run {} ended {}: {}", runId, end.state(), end.message());
      inbox.add(reading -> ended(end.state(), at));
    } catch (InterruptedException e) {
      LOG.info("Run {} is left to the next search service: {}", runId, e.getMessage());
    } catch (RuntimeException | Error e) {
      health.live(COMPONENT, false, "the end of run %s could not be told: %s".formatted(runId, e));
      LOG.error("The end of run {} could not be told", runId, e);
    }
  }

  private RunConduct.End end(SearchDecision start, int take, ProgressReporter reporter)
      throws InterruptedException {
    try {
      return conduct.conduct(start, take, reporter);
    } catch (RuntimeException | Error e) {
      if (closed) {
        throw new InterruptedException("the service closes: " + e);
      }
      LOG.error("Run {} failed", start.getRunId(), e);
      return RunConduct.failed("it failed: " + e);
    }
  }

  private void ended(RunState outcome, long atMicros) {
    lastMicros = Math.max(lastMicros, atMicros);
    desk.ended(Micros.instant(atMicros));
    metrics.ended(outcome);
  }

  /** Ends the worker, if one works, and leaves its run to the next service. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    runner.shutdownNow();
    CircleReader reading = reader;
    if (reading != null) {
      reading.wakeup();
    }
    decider.join(PATIENCE.toMillis());
    decider.interrupt();
    decider.join(PATIENCE.toMillis());
    if (!runner.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      LOG.warn("The run did not stop within {}", PATIENCE);
    }
  }
}
