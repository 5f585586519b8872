package dev.argand.search.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves one file on this machine, with ranges, and breaks off when told. */
final class FileServer implements AutoCloseable {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final String path;

  /** Ranges that were asked for, "all" where none was. */
  final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  volatile byte[] content;
  volatile String tag = "\"one\"";
  volatile boolean knowsRanges = true;
  volatile int status;

  /** Whether a connection stays open and gives nothing where it would break. */
  volatile boolean fallsSilent;

  private final CountDownLatch closing = new CountDownLatch(1);

  /** Bytes that a connection gives at most before it breaks. */
  volatile int breaksAfter = Integer.MAX_VALUE;

  FileServer(String name, byte[] content) throws IOException {
    this.path = "/" + name;
    this.content = content;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    String condition = exchange.getRequestHeaders().getFirst("If-Range");
    asked.add(range == null ? "all" : range);
    exchange.getResponseHeaders().add("ETag", tag);
    int from = 0;
    if (status != 0) {
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
      return;
    }
    Matcher matcher = RANGE.matcher(range == null ? "" : range);
    boolean isSame = condition == null || condition.equals(tag);
    if (knowsRanges && isSame && matcher.matches()) {
      from = Integer.parseInt(matcher.group(1));
      if (from >= content.length) {
        exchange.getResponseHeaders().add("Content-Range", "bytes */" + content.length);
        exchange.sendResponseHeaders(416, -1);
        exchange.close();
        return;
      }
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
      exchange.sendResponseHeaders(206, content.length - from);
    } else {
      exchange.sendResponseHeaders(200, content.length);
    }
    int given = Math.min(breaksAfter, content.length - from);
    exchange.getResponseBody().write(content, from, given);
    exchange.getResponseBody().flush();
    if (fallsSilent && given < content.length - from) {
      awaitClosing();
    }
    exchange.close();
  }

  private void awaitClosing() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
