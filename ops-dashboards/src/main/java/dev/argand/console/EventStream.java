package dev.argand.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.argand.console.Viewer.Event;
import dev.argand.console.board.Boards;
import dev.argand.console.spectrum.SpectrumDesk;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page's state over HTTP: {@code GET /api/console/state} as one JSON object, and {@code GET
 * /api/console/events} as server-sent events.
 *
 * <p>Events: {@code state} is everything, first of all and once; then {@code slice} {name, value}
 * when a slice differs, {@code recognitions} [..] with the new ones, {@code spectrum} for the
 * source named by {@code ?watch=}, and {@code tick} {now} at least every five seconds. Nothing is
 * computed while no page is open.
 */
final class EventStream implements AutoCloseable {
  static final int MOST_VIEWERS = 64;
  private static final String EVENTS = "text/event-stream";
  private static final int MOST_SOURCE_CHARACTERS = 512;
  private static final Logger log = LoggerFactory.getLogger(EventStream.class);
  private static final Duration EVERY = Duration.ofMillis(250);
  private static final Duration TICK_EVERY = Duration.ofSeconds(5);

  /** It changes at every look and is told by events of its own. */
  private static final String TOLD_ONE_BY_ONE = "recognitions";

  private final ObjectMapper json = new ObjectMapper();
  private final Boards boards;
  private final SpectrumDesk spectra;
  private final FeedStatus feeds;
  private final Clock clock;
  private final List<Viewer> viewers = new CopyOnWriteArrayList<>();
  private final Map<String, String> told = new HashMap<>();
  private final ScheduledExecutorService teller =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "console-teller");
            thread.setDaemon(true);
            return thread;
          });
  private long nextTick;

  EventStream(Boards boards, SpectrumDesk spectra, FeedStatus feeds, Clock clock) {
    this.boards = boards;
    this.spectra = spectra;
    this.feeds = feeds;
    this.clock = clock;
  }

  /** Adds the routes and begins to tell. */
  void start(Javalin server) {
    server.get("/api/console/state", context -> context.json(state()));
    server.get("/api/console/events", this::open);
    teller.scheduleWithFixedDelay(
        this::tell, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Tells columns to the pages that watch their source. */
  void spectrum(SpectrumDesk.Columns columns) {
    Event event = new Event("spectrum", text(columns));
    for (Viewer viewer : viewers) {
      if (viewer.watched().filter(columns.source()::equals).isPresent()) {
        viewer.tell(event);
      }
    }
  }

  @Override
  public void close() {
    teller.shutdownNow();
    viewers.forEach(Viewer::leave);
  }

  private void open(Context context) throws Exception {
    Optional<String> watched =
        Optional.ofNullable(context.queryParam("watch")).filter(source -> !source.isEmpty());
    if (!EVENTS.equals(context.header("Accept"))) {
      refuse(context, 406, "Accept: %s was expected".formatted(EVENTS));
    } else if (watched.filter(source -> source.length() > MOST_SOURCE_CHARACTERS).isPresent()) {
      refuse(
          context,
          400,
          "watch: a source id of at most %d characters was expected, has %d"
              .formatted(MOST_SOURCE_CHARACTERS, watched.orElseThrow().length()));
    } else if (teller.isShutdown()) {
      refuse(context, 503, "the console is closing");
    } else if (viewers.size() >= MOST_VIEWERS) {
      refuse(context, 503, "%d pages are open, which is the most".formatted(MOST_VIEWERS));
    } else {
      new SseHandler(0, client -> serve(client, new Viewer(watched))).handle(context);
    }
  }

  private static void refuse(Context context, int status, String error) {
    context.status(status).json(Map.of("error", error));
  }

  private void serve(SseClient client, Viewer viewer) {
    viewer.watched().ifPresent(spectra::watch);
    try {
      // What is told between the two is told again in the state; missing it would be worse.
      viewers.add(viewer);
      client.sendEvent("state", text(state()));
      viewer.serve(client);
    } finally {
      viewers.remove(viewer);
      viewer.watched().ifPresent(spectra::leave);
    }
  }

  private Map<String, Object> state() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("now", clock.millis());
    state.put("slices", slices());
    return state;
  }

  private Map<String, Object> slices() {
    Map<String, Object> slices = boards.views(clock.instant());
    slices.put("feed", feeds.view());
    return slices;
  }

  private void tell() {
    try {
      if (viewers.isEmpty()) {
        return;
      }
      var heard = boards.newRecognitions();
      if (!heard.isEmpty()) {
        broadcast("recognitions", heard);
      }
      slices().forEach(this::tellIfChanged);
      if (System.nanoTime() - nextTick >= 0) {
        nextTick = System.nanoTime() + TICK_EVERY.toNanos();
        broadcast("tick", Map.of("now", clock.millis()));
      }
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again, and the pages would stand still.
      log.error("The console's pages could not be told", e);
    }
  }

  private void tellIfChanged(String name, Object slice) {
    if (name.equals(TOLD_ONE_BY_ONE)) {
      return;
    }
    String value = text(slice);
    if (!value.equals(told.put(name, value))) {
      broadcast("slice", Map.of("name", name, "value", new RawValue(value)));
    }
  }

  private void broadcast(String name, Object value) {
    Event event = new Event(name, text(value));
    viewers.forEach(viewer -> viewer.tell(event));
  }

  private String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every view can be written as JSON", e);
    }
  }
}
