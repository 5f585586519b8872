package dev.argand.launcher;

import dev.argand.inference.ClipRule;
import dev.argand.inference.DecisionRule;
import dev.argand.inference.DetectionRule;
import dev.argand.inference.ForgetRule;
import dev.argand.inference.Guarantee;
import dev.argand.inference.HearingRule;
import dev.argand.inference.InferenceConfig;
import dev.argand.inference.InferenceService;
import dev.argand.inference.ModelRule;
import dev.argand.inference.OverloadRule;
import dev.argand.inference.QualityRule;
import dev.argand.inference.ReorderRule;
import dev.argand.inference.StreamsClients;
import dev.argand.network.store.StoreLocation;
import dev.argand.runtime.Health;
import dev.argand.schemas.Topic;
import dev.argand.signal.ChannelSelection;
import dev.argand.signal.CounterRandom;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that dies: one instance of the inference service with a model of its own, as {@link
 * InstanceProcess} starts it. Prints {@code ready} when it recognises, leaves in order when it is
 * given a word, and is gone when its standard input is, or when it says that it should be.
 */
final class CrashChild {
  private static final String APPLICATION = "crash";
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  /** What a process ends with that should be restarted. */
  static final int NOT_LIVE = 3;

  /** Clips of every kind. */
  static final ClipRule CLIPS = new ClipRule(true, 0.1, 0.05, 5);

  /** Nothing is shed, however slow the machine is. */
  private static final HearingRule EVERYTHING =
      new HearingRule(
          ReorderRule.USUAL,
          new OverloadRule(Duration.ZERO),
          QualityRule.USUAL,
          DecisionRule.USUAL,
          CLIPS,
          ForgetRule.USUAL);

  /** Every part of it acts on windows of a quarter of a second. */
  static final DetectionRule DETECTIONS =
      new DetectionRule(
          0.7,
          Duration.ofMillis(300),
          Duration.ofMillis(100),
          Duration.ofMillis(200),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10));

  private CrashChild() {}

  public static void main(String[] arguments) throws IOException {
    String bootstrapServers = arguments[0];
    Path stateDir = Path.of(arguments[1]);
    CounterRandom random = CounterRandom.of(Long.parseLong(arguments[2]));
    Guarantee guarantee = Guarantee.valueOf(arguments[3]);
    String instance = arguments[4];
    InferenceConfig config =
        new InferenceConfig(
            bootstrapServers,
            "",
            StoreLocation.of(stateDir),
            APPLICATION,
            stateDir,
            instance,
            1,
            Integer.parseInt(arguments[5]),
            Duration.ofMillis(100),
            Duration.ofSeconds(6),
            Duration.ofSeconds(6),
            ChannelSelection.MIX,
            DETECTIONS,
            guarantee == Guarantee.AT_LEAST_ONCE
                ? EVERYTHING.reordering(ReorderRule.NONE)
                : EVERYTHING,
            guarantee,
            ModelRule.USUAL);
    Health health = new Health();
    InferenceService service =
        InferenceService.start(
            config,
            EnergyModel::new,
            new DelayedSends(
                new StreamsClients(APPLICATION, instance),
                Topic.RECOGNITIONS.topicName(""),
                random),
            new SimpleMeterRegistry(),
            health,
            Clock.systemUTC());
    Thread watch = new Thread(() -> watch(health), "watch");
    watch.setDaemon(true);
    watch.start();
    if (System.in.read() >= 0) {
      service.close();
    }
    Runtime.getRuntime().halt(0);
  }

  private static void watch(Health health) {
    boolean said = false;
    while (health.isLive()) {
      if (!said && health.isReady()) {
        said = true;
        System.out.println("ready");
        System.out.flush();
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    System.err.println(health.liveness());
    Runtime.getRuntime().halt(NOT_LIVE);
  }
}
