package dev.argand.launcher;

import dev.argand.inference.ClipRule;
import dev.argand.inference.DetectionRule;
import dev.argand.inference.Guarantee;
import dev.argand.inference.HearingRule;
import dev.argand.inference.InferenceConfig;
import dev.argand.inference.InferenceService;
import dev.argand.inference.ModelRule;
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

/**
 * The process that {@link CrashIT} kills: one instance of the inference service with a model of its
 * own. Prints {@code ready} when it recognises, and ends when its standard input does.
 */
final class CrashChild {
  private static final String APPLICATION = "crash";
  private static final String INSTANCE = "victim";

  /** Every part of it acts on windows of a quarter of a second. */
  static final DetectionRule DETECTIONS =
      new DetectionRule(
          0.7,
          Duration.ofMillis(300),
          Duration.ofMillis(100),
          Duration.ofMillis(200),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10));

  /** Clips of every kind. */
  static final ClipRule CLIPS = new ClipRule(true, 0.1, 0.05, 5);

  private CrashChild() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    String bootstrapServers = arguments[0];
    Path stateDir = Path.of(arguments[1]);
    CounterRandom random = CounterRandom.of(Long.parseLong(arguments[2]));
    Guarantee guarantee = Guarantee.valueOf(arguments[3]);
    InferenceConfig config =
        new InferenceConfig(
            bootstrapServers,
            "",
            StoreLocation.of(stateDir),
            APPLICATION,
            stateDir,
            INSTANCE,
            1,
            Duration.ofMillis(100),
            Duration.ofSeconds(6),
            Duration.ofSeconds(10),
            ChannelSelection.MIX,
            DETECTIONS,
            (guarantee == Guarantee.AT_LEAST_ONCE
                    ? HearingRule.USUAL.reordering(ReorderRule.NONE)
                    : HearingRule.USUAL)
                .asking(CLIPS),
            guarantee,
            ModelRule.USUAL);
    Health health = new Health();
    InferenceService.start(
        config,
        EnergyModel::new,
        new DelayedSends(
            new StreamsClients(APPLICATION, INSTANCE), Topic.RECOGNITIONS.topicName(""), random),
        new SimpleMeterRegistry(),
        health,
        Clock.systemUTC());
    while (!health.isReady()) {
      Thread.sleep(5);
    }
    System.out.println("ready");
    System.out.flush();
    while (System.in.read() >= 0) {
      // The parent says nothing; it only goes away.
    }
    Runtime.getRuntime().halt(0);
  }
}
