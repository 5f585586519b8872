package dev.argand.inference;

import dev.argand.runtime.Health;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a process's health how its streams are, and replaces a stream thread that failed: at most
 * five times in ten minutes, after which the failure counts as lasting and the streams stop.
 */
public final class StreamsSupervisor {
  private static final Logger log = LoggerFactory.getLogger(StreamsSupervisor.class);
  private static final int MOST_RESTARTS = 5;
  private static final Duration RESTART_WINDOW = Duration.ofMinutes(10);

  private final String component;
  private final Health health;
  private final RestartBudget restarts;

  private StreamsSupervisor(String component, Health health, Clock clock) {
    this.component = component;
    this.health = health;
    this.restarts = new RestartBudget(MOST_RESTARTS, RESTART_WINDOW, clock);
  }

  /**
   * Watches streams that were not started yet.
   *
   * @param component what health calls them
   */
  public static void watch(KafkaStreams streams, String component, Health health, Clock clock) {
    StreamsSupervisor supervisor = new StreamsSupervisor(component, health, clock);
    streams.setStateListener((now, before) -> supervisor.say(now));
    streams.setUncaughtExceptionHandler(supervisor::afterFailure);
  }

  private void say(KafkaStreams.State state) {
    switch (state) {
      case RUNNING -> {
        health.live(component, true, "running");
        health.ready(component, true, "running");
      }
      case CREATED, REBALANCING -> health.ready(component, false, "starting or rebalancing");
      case PENDING_SHUTDOWN, NOT_RUNNING -> health.ready(component, false, "stopped");
      case PENDING_ERROR, ERROR -> {
        health.live(component, false, "stopped after an error");
        health.ready(component, false, "stopped after an error");
      }
    }
  }

  private StreamThreadExceptionResponse afterFailure(Throwable failure) {
    if (restarts.take()) {
      log.error("A stream thread of {} failed and is replaced", component, failure);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    log.error(
        "A stream thread failed, after {} replacements in {} minutes: {} stops",
        MOST_RESTARTS,
        RESTART_WINDOW.toMinutes(),
        component,
        failure);
    health.live(component, false, "failed again and again: " + failure);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }
}
