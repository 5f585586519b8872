package dev.argand.runtime;

import java.util.List;

/**
 * Where one service serves its meters, health and API: {@code SERVICE.telemetry.host}, {@code
 * .port} and {@code .token}. Immutable.
 */
public final class TelemetrySettings {
  private final Setting<String> host;
  private final Setting<Integer> port;
  private final Setting<String> token;

  private TelemetrySettings(Setting<String> host, Setting<Integer> port, Setting<String> token) {
    this.host = host;
    this.port = port;
    this.token = token;
  }

  /**
   * Those of a service.
   *
   * @param service what the settings' names begin with, such as {@code ingest}
   * @param defaultPort its port where none is set; services of one machine differ
   */
  public static TelemetrySettings of(String service, int defaultPort) {
    return new TelemetrySettings(
        Setting.text(
            service + ".telemetry.host", "127.0.0.1", "Where meters and health are served."),
        Setting.integer(
            service + ".telemetry.port", 0, 65_535, defaultPort, "The port for it; 0 is any."),
        Setting.secret(
            service + ".telemetry.token", "Bearer token of its requests; needed beyond loopback."));
  }

  /** The three settings. */
  public List<Setting<?>> settings() {
    return List.of(host, port, token);
  }

  /**
   * Starts serving.
   *
   * @throws SettingException if one of the settings is wrong
   * @throws PortTakenException if another process listens there
   * @throws IllegalArgumentException if the host lies beyond loopback and there is no token
   */
  public Telemetry start(Settings settings, Health health)
      throws SettingException, PortTakenException {
    return new Telemetry(settings.get(host), settings.get(port), settings.find(token), health);
  }
}
