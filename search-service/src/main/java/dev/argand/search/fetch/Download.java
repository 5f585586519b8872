package dev.argand.search.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file over HTTP, taken up where it broke off: what has arrived stays in {@code FILE.part}, and
 * the rest is asked for by range, on the condition that the server's file is still the same. A
 * server that knows no ranges, or has another file by now, gives all of it again.
 *
 * <p>A connection that breaks or falls silent is opened again, at growing intervals; the count
 * begins anew whenever bytes came.
 */
final class Download {
  private static final Logger LOG = LoggerFactory.getLogger(Download.class);
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int RANGE_BEYOND_END = 416;

  private final URI address;
  private final Path part;
  private final Path note;
  private final Patience patience;
  private final FetchListener listener;

  /**
   * How long to wait and how often to try.
   *
   * @param silence longest time without a byte
   * @param attempts connections in a row that bring nothing
   * @param pause before the second attempt; doubles each time
   */
  record Patience(Duration silence, int attempts, Duration pause) {
    static final Patience DEFAULT = new Patience(Duration.ofSeconds(30), 6, Duration.ofSeconds(1));
  }

  Download(URI address, Path file, Patience patience, FetchListener listener) {
    this.address = address;
    this.part = file.resolveSibling(file.getFileName() + ".part");
    this.note = file.resolveSibling(file.getFileName() + ".part.properties");
    this.patience = patience;
    this.listener = listener;
  }

  /**
   * Brings the whole file.
   *
   * @return where it lies
   * @throws FetchException if the server refuses, or nothing comes any more
   */
  Path run() throws FetchException, IOException, InterruptedException {
    forgetOtherAddress();
    Duration pause = patience.pause();
    for (int attempt = 1; ; attempt++) {
      long before = have();
      try {
        if (connect()) {
          return part;
        }
        throw new IOException("the connection ended before the file did");
      } catch (IOException e) {
        if (have() > before) {
          attempt = 0;
          pause = patience.pause();
        } else if (attempt >= patience.attempts()) {
          throw new FetchException(
              "%s: %s, %d times in a row; %s".formatted(address, reason(e), attempt, afterwards()),
              e);
        }
        LOG.info("{}: {}; again in {} ms", address, reason(e), pause.toMillis());
        listener.onTrouble(
            "%s; tried again in %.0f s".formatted(reason(e), pause.toMillis() / 1000.0));
      }
      Thread.sleep(pause.toMillis());
      pause = pause.multipliedBy(2);
    }
  }

  void delete() throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(note);
  }

  /** One connection; whether the file is whole then. */
  private boolean connect() throws IOException, FetchException {
    long from = have();
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    try {
      connection.setConnectTimeout((int) patience.silence().toMillis());
      connection.setReadTimeout((int) patience.silence().toMillis());
      connection.setRequestProperty("User-Agent", "argand");
      if (from > 0) {
        connection.setRequestProperty("Range", "bytes=%d-".formatted(from));
        validator().ifPresent(tag -> connection.setRequestProperty("If-Range", tag));
      }
      int status = connection.getResponseCode();
      if (status == RANGE_BEYOND_END) {
        if (("bytes */" + from).equals(connection.getHeaderField("Content-Range"))) {
          return true;
        }
        delete();
        return false;
      }
      if (status == HttpURLConnection.HTTP_UNAVAILABLE || status == 429) {
        throw new IOException("the server is busy (HTTP %d)".formatted(status));
      }
      if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_PARTIAL) {
        throw new FetchException("%s: HTTP status %d was not expected".formatted(address, status));
      }
      boolean goesOn =
          status == HttpURLConnection.HTTP_PARTIAL
              && String.valueOf(connection.getHeaderField("Content-Range"))
                  .startsWith("bytes %d-".formatted(from));
      if (status == HttpURLConnection.HTTP_PARTIAL && !goesOn) {
        delete();
        return false;
      }
      long start = goesOn ? from : 0;
      long length = connection.getContentLengthLong();
      remember(connection);
      long end = receive(connection, start, length < 0 ? 0 : start + length);
      return length < 0 || end == start + length;
    } finally {
      connection.disconnect();
    }
  }

  private long receive(HttpURLConnection connection, long start, long total) throws IOException {
    long done = start;
    StandardOpenOption how =
        start > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    try (InputStream in = connection.getInputStream();
        OutputStream out =
            Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        done += read;
        listener.onBytes("download", done, total);
      }
    }
    return done;
  }

  private long have() throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  private void forgetOtherAddress() throws IOException {
    if (Files.exists(part) && !address.toString().equals(noted().getProperty("address"))) {
      delete();
    }
  }

  private Optional<String> validator() throws IOException {
    return Optional.ofNullable(noted().getProperty("validator"));
  }

  private Properties noted() throws IOException {
    Properties properties = new Properties();
    if (Files.exists(note)) {
      try (InputStream in = Files.newInputStream(note)) {
        properties.load(in);
      }
    }
    return properties;
  }

  private void remember(HttpURLConnection connection) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("address", address.toString());
    String tag = connection.getHeaderField("ETag");
    String date = connection.getHeaderField("Last-Modified");
    if (tag != null && !tag.startsWith("W/")) {
      properties.setProperty("validator", tag);
    } else if (date != null) {
      properties.setProperty("validator", date);
    }
    try (OutputStream out = Files.newOutputStream(note)) {
      properties.store(out, null);
    }
  }

  private String afterwards() throws IOException {
    return have() == 0
        ? "nothing was fetched, run it again later"
        : "%d bytes are kept, run it again to go on".formatted(have());
  }

  /** An unknown host's message is its name alone. */
  private static String reason(IOException e) {
    if (e instanceof UnknownHostException) {
      return "host %s is not found (is there a network?)".formatted(e.getMessage());
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
