package dev.argand.runtime;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HandlerType;
import io.javalin.http.Header;
import io.javalin.http.UnauthorizedResponse;
import io.javalin.util.JavalinBindException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A process's meters and health over HTTP: {@code /metrics} in Prometheus's text format (or
 * OpenMetrics, when asked for), {@code /healthy} and {@code /ready} as 200 or 503 with the
 * components as JSON.
 *
 * <p>It listens on loopback, and refuses with 403 what a page of another site has a browser send
 * ({@link OwnPages}); beyond loopback a token must be given, and then every request must carry it
 * as {@code Authorization: Bearer TOKEN}; to read, a browser may give it as the password of HTTP's
 * Basic authentication, with any name. Only the two probes answer without it, and then with nothing
 * but yes or no: Kubernetes cannot put a secret into a probe. Services of the process may add
 * routes. Of those below {@code /api/} at most eight calls are answered at once, and any other with
 * 503, so that whatever they wait for, the probes and {@code /metrics} answer. The registry holds
 * the meters of the JVM and the process. A meter whose name is in use with other tags is logged as
 * an error and not exported; it never fails its caller.
 */
public final class Telemetry implements AutoCloseable {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";
  private static final String HEALTHY = "/healthy";
  private static final String READY = "/ready";
  private static final String API = "/api/*";

  /** The server's own work takes three threads, and probes, meters and pages have the rest. */
  private static final int THREADS = 16;

  private static final int MOST_API_CALLS = 8;

  private static final String BASIC = "Basic ";
  private static final String CHALLENGE = "Basic realm=\"Argand\", charset=\"UTF-8\"";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final Health health;
  private final String host;
  private final Optional<String> token;
  private final OwnPages ownPages;
  private final Javalin server;

  /**
   * Starts without a token.
   *
   * @param port 0 for any free one
   * @throws PortTakenException if another process listens there
   * @throws IllegalArgumentException if the host is not a loopback address of this machine
   */
  public Telemetry(String host, int port, Health health) throws PortTakenException {
    this(host, port, Optional.empty(), health);
  }

  /**
   * Starts, with a token that every request must carry, if one is given.
   *
   * @param port 0 for any free one
   * @throws PortTakenException if another process listens there
   * @throws IllegalArgumentException if the host is unknown, or lies beyond loopback and there is
   *     no token
   */
  public Telemetry(String host, int port, Optional<String> token, Health health)
      throws PortTakenException {
    if (token.isEmpty() && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "telemetry host must be a loopback address unless a token is given, was " + host);
    }
    Ports.requireFree(host, port);
    this.host = host;
    this.token = token;
    this.ownPages = new OwnPages(host);
    this.health = health;
    registry.config().meterFilter(new OneTagSetPerName());
    processMeters().forEach(meters -> meters.bindTo(registry));
    this.server = routes(Javalin.create(Telemetry::configure));
    start(port);
  }

  /** Where meters are registered. */
  public MeterRegistry registry() {
    return registry;
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** Its address without a path: {@code http://127.0.0.1:9090}. */
  public String address() {
    return "http://%s:%d".formatted(host.contains(":") ? '[' + host + ']' : host, port());
  }

  /**
   * Where a service of this process adds what else it serves, such as an API or pages. The token,
   * where there is one, guards these too.
   */
  public Javalin server() {
    return server;
  }

  @Override
  public void close() {
    server.stop();
    garbageCollection.close();
    registry.close();
  }

  private static void configure(JavalinConfig config) {
    config.showJavalinBanner = false;
    config.startupWatcherEnabled = false;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("telemetry");
    config.jetty.threadPool = threads;
    FilterHolder calls = new FilterHolder(new BoundedCalls(MOST_API_CALLS));
    calls.setAsyncSupported(true);
    config.jetty.modifyServletContextHandler(
        handler -> handler.addFilter(calls, API, EnumSet.of(DispatcherType.REQUEST)));
  }

  private Javalin routes(Javalin app) {
    return app.before(this::authorise)
        .get("/metrics", this::metrics)
        .get(HEALTHY, context -> report(context, health.isLive(), health.liveness()))
        .get(READY, context -> report(context, health.isReady(), health.readiness()));
  }

  private void start(int port) throws PortTakenException {
    try {
      server.start(host, port);
    } catch (JavalinBindException e) {
      garbageCollection.close();
      throw new PortTakenException(host, port);
    }
  }

  private void authorise(Context context) {
    if (token.isEmpty()) {
      ownPages
          .objection(isReading(context), context.header(Header.HOST), context.header(Header.ORIGIN))
          .ifPresent(
              objection -> {
                throw new ForbiddenResponse(objection);
              });
    }
    if (!isAuthorised(context) && !isProbe(context)) {
      context.header(Header.WWW_AUTHENTICATE, CHALLENGE);
      throw new UnauthorizedResponse("a bearer token was expected");
    }
  }

  private boolean isAuthorised(Context context) {
    String given = Optional.ofNullable(context.header(Header.AUTHORIZATION)).orElse("");
    return token
        .map(
            expected ->
                MessageDigest.isEqual(utf8(given), utf8("Bearer " + expected))
                    || (isReading(context)
                        && MessageDigest.isEqual(utf8(password(given)), utf8(expected))))
        .orElse(true);
  }

  /** A browser repeats a password unasked, also for a form of another site: it may only read. */
  private static boolean isReading(Context context) {
    return context.method() == HandlerType.GET || context.method() == HandlerType.HEAD;
  }

  /** Of HTTP's Basic authentication (RFC 7617), with any name; else nothing that is a token. */
  private static String password(String authorization) {
    if (!authorization.startsWith(BASIC)) {
      return "";
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip());
      String pair = new String(decoded, StandardCharsets.UTF_8);
      return pair.substring(pair.indexOf(':') + 1);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** A request that says nothing of itself and learns no more than yes or no. */
  private static boolean isProbe(Context context) {
    return context.header(Header.AUTHORIZATION) == null
        && (context.path().equals(HEALTHY) || context.path().equals(READY));
  }

  private void metrics(Context context) {
    String accepted = Optional.ofNullable(context.header(Header.ACCEPT)).orElse("");
    String format = accepted.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
    context.contentType(format).result(registry.scrape(format));
  }

  private void report(Context context, boolean ok, Map<String, Health.Status> components) {
    context
        .status(ok ? 200 : 503)
        .json(
            isAuthorised(context)
                ? Map.of("ok", ok, "components", new TreeMap<>(components))
                : Map.of("ok", ok));
  }

  private List<MeterBinder> processMeters() {
    return List.of(
        new JvmMemoryMetrics(),
        new JvmThreadMetrics(),
        new ClassLoaderMetrics(),
        new ProcessorMetrics(),
        new UptimeMetrics(),
        new FileDescriptorMetrics(),
        garbageCollection,
        Telemetry::residentMemory);
  }

  /** Native memory does not show in the JVM's own meters; the kernel's figure has all of it. */
  private static void residentMemory(MeterRegistry registry) {
    Path status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      Gauge.builder("process.memory.resident", status, Telemetry::residentBytes)
          .strongReference(true)
          .baseUnit("bytes")
          .description("Memory of this process, native memory included, that is in RAM.")
          .register(registry);
    }
  }

  private static double residentBytes(Path status) {
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("a known host was expected, was " + host, e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
