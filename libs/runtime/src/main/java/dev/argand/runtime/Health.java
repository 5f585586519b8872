package dev.argand.runtime;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a process's components say of themselves, for probes and people.
 *
 * <p>Live: it should not be restarted. Ready: it does its work now. A process is live unless a
 * component says otherwise, and ready once a component has said so and none denies it. Thread-safe.
 */
public final class Health {
  /**
   * One component's last word.
   *
   * @param ok whether it is well
   * @param detail one line for a person
   */
  public record Status(boolean ok, String detail) {}

  private final Map<String, Status> live = new ConcurrentHashMap<>();
  private final Map<String, Status> ready = new ConcurrentHashMap<>();

  /** Says whether a component is alive. */
  public void live(String component, boolean ok, String detail) {
    live.put(component, new Status(ok, detail));
  }

  /** Says whether a component does its work. */
  public void ready(String component, boolean ok, String detail) {
    ready.put(component, new Status(ok, detail));
  }

  /** Whether the process should go on running. */
  public boolean isLive() {
    return allOk(live);
  }

  /** Whether the process does its work. */
  public boolean isReady() {
    return isLive() && !ready.isEmpty() && allOk(ready);
  }

  /** Last words on being alive, by component: a copy. */
  public Map<String, Status> liveness() {
    return Map.copyOf(live);
  }

  /** Last words on being ready, by component: a copy. */
  public Map<String, Status> readiness() {
    return Map.copyOf(ready);
  }

  private static boolean allOk(Map<String, Status> statuses) {
    return statuses.values().stream().allMatch(Status::ok);
  }
}
