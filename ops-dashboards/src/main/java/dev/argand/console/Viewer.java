package dev.argand.console;

import io.javalin.http.sse.SseClient;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One open page: what is still to be sent to it, and the source that it watches. One that does not
 * keep up is let go; its browser comes back and begins with the whole state. Thread-safe.
 */
final class Viewer {
  private static final int MOST_WAITING = 256;
  private static final int WAIT_SECONDS = 1;

  /** An event of the stream: its name and its JSON. */
  record Event(String name, String json) {}

  private final Optional<String> watched;
  private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private volatile boolean left;

  Viewer(Optional<String> watched) {
    this.watched = watched;
  }

  /** The source whose spectrogram it shows. */
  Optional<String> watched() {
    return watched;
  }

  void tell(Event event) {
    if (!waiting.offer(event)) {
      left = true;
    }
  }

  /** Ends its stream soon. */
  void leave() {
    left = true;
  }

  /** Sends what it is told until the page is gone or it is let go. */
  void serve(SseClient client) {
    try {
      while (!left && !client.terminated()) {
        Event event = waiting.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (event != null) {
          client.sendEvent(event.name, event.json);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      client.close();
    }
  }
}
