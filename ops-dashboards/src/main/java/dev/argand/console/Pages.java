package dev.argand.console;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The console's static files, from the class path: {@code /} and what lies under {@code /console/}.
 *
 * <p>Browsers ask again each time and get a short answer while nothing changed. The page may load
 * nothing from elsewhere and run no inline script. Thread-safe.
 */
final class Pages {
  private static final String FOLDER = "/console/";

  /** No dot but the extension's, so that no path leaves the folder. */
  private static final Pattern FILE = Pattern.compile("(?:[a-z0-9-]+/)*[a-z0-9-]+\\.(\\w+)");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private record Page(byte[] bytes, String type, String tag) {}

  private final Map<String, Page> pages = new ConcurrentHashMap<>();

  /** Adds the routes. */
  void register(Javalin server) {
    server.get("/", context -> serve(context, "index.html"));
    server.get("/favicon.ico", context -> serve(context, "mark.svg"));
    server.get(FOLDER + "<file>", context -> serve(context, context.pathParam("file")));
  }

  private void serve(Context context, String file) {
    Page page = find(file).orElseThrow(() -> new NotFoundResponse("no page " + file));
    context
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Cache-Control", "no-cache")
        .header("ETag", page.tag);
    if (page.tag.equals(context.header("If-None-Match"))) {
      context.status(304);
    } else {
      context.contentType(page.type).result(page.bytes);
    }
  }

  private Optional<Page> find(String file) {
    Page known = pages.get(file);
    if (known != null) {
      return Optional.of(known);
    }
    var name = FILE.matcher(file);
    String type = name.matches() ? TYPES.get(name.group(1)) : null;
    if (type == null) {
      return Optional.empty();
    }
    try (InputStream in = Pages.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] bytes = in.readAllBytes();
      Page page = new Page(bytes, type, '"' + digest(bytes) + '"');
      pages.put(file, page);
      return Optional.of(page);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + FOLDER + file, e);
    }
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] sha = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(sha, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
