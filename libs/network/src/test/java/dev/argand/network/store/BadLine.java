package dev.argand.network.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A line to a server that can be cut, fall silent, or be answered by somebody else. */
final class BadLine implements AutoCloseable {
  private static final int CUT_AFTER_BYTES = 1_500;

  /** Of each block on a slow line. */
  private static final long BLOCK_NANOS = 100_000_000;

  /** What happens to the next connections. */
  enum Fault {
    NONE,
    /** The server's answer ends after 1500 bytes. */
    CUT,
    /** The server's answer pauses for ever after 1500 bytes. */
    SILENT,
    /** What is asked goes out drop by drop; the answer comes as it comes. */
    SLOW,
    /** Access denied, whatever is asked. */
    DENIED
  }

  private final ServerSocket listener;
  private final int serverPort;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger faulty = new AtomicInteger();
  private volatile Fault fault = Fault.NONE;

  BadLine(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    thread(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** The next so many connections are faulty, and those after them are not. None is kept. */
  void fail(Fault how, int connections) {
    fault = how;
    faulty.set(connections);
    sockets.forEach(BadLine::close);
    sockets.clear();
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        Socket client = listener.accept();
        sockets.add(client);
        Fault how = faulty.getAndUpdate(n -> Math.max(0, n - 1)) > 0 ? fault : Fault.NONE;
        thread(() -> serve(client, how));
      }
    } catch (IOException closed) {
      // The end of the test.
    }
  }

  private void serve(Socket client, Fault how) {
    try {
      if (how == Fault.DENIED) {
        deny(client);
        return;
      }
      Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
      sockets.add(server);
      boolean isWhole = how == Fault.NONE || how == Fault.SLOW;
      thread(() -> pump(client, server, Long.MAX_VALUE, how == Fault.SLOW ? how : Fault.NONE));
      pump(server, client, isWhole ? Long.MAX_VALUE : CUT_AFTER_BYTES, isWhole ? Fault.NONE : how);
    } catch (IOException e) {
      close(client);
    }
  }

  private static void deny(Socket client) throws IOException {
    byte[] body =
        "<Error><Code>AccessDenied</Code><Message>AKIASECRETKEYID may not</Message></Error>"
            .getBytes(StandardCharsets.UTF_8);
    InputStream in = client.getInputStream();
    byte[] block = new byte[8192];
    if (in.read(block) > 0) {
      OutputStream out = client.getOutputStream();
      out.write(
          ("HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n"
                  + "Connection: close\r\n\r\n")
              .formatted(body.length)
              .getBytes(StandardCharsets.UTF_8));
      out.write(body);
      out.flush();
      // What is still being sent is read, or the answer would be lost to a reset.
      client.shutdownOutput();
      while (in.read(block) >= 0) {}
    }
    close(client);
  }

  private static void pump(Socket from, Socket to, long most, Fault then) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] block = new byte[512];
      long moved = 0;
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        if (then == Fault.SLOW) {
          LockSupport.parkNanos(BLOCK_NANOS);
        }
        out.write(block, 0, read);
        out.flush();
        moved += read;
        if (moved >= most) {
          if (then == Fault.SILENT) {
            return;
          }
          break;
        }
      }
    } catch (IOException over) {
      // One side has gone; so does the other.
    }
    close(from);
    close(to);
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "bad-line");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    sockets.forEach(BadLine::close);
  }
}
