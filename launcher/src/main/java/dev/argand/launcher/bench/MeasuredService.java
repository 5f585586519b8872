package dev.argand.launcher.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import dev.argand.inference.BundleModelLoader;
import dev.argand.inference.InferenceConfig;
import dev.argand.inference.InferenceMeters;
import dev.argand.inference.InferenceService;
import dev.argand.inference.StreamsClients;
import dev.argand.runtime.Health;
import dev.argand.runtime.PlainLocale;
import dev.argand.runtime.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The process whose CPU time is measured: one instance of recognition and nothing else. Settings
 * are arguments {@code name=value}. Prints {@code ready}, then a {@link CpuReading} for each line
 * that it is given, and ends when its standard input does.
 */
final class MeasuredService {
  static final String READY = "ready";

  private static final String STREAM_THREAD = "-StreamThread-";
  private static final String KAFKA_THREAD = "kafka-";

  private final MeterRegistry registry;
  private final AtomicLong changelogBytes;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final OperatingSystemMXBean machine =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private MeasuredService(MeterRegistry registry, AtomicLong changelogBytes) {
    this.registry = registry;
    this.changelogBytes = changelogBytes;
  }

  public static void main(String[] arguments) throws Exception {
    PlainLocale.set();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      given.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    InferenceConfig config = InferenceConfig.of(Settings.of(given, Map.of()));
    Health health = new Health();
    MeterRegistry registry = new SimpleMeterRegistry();
    AtomicLong changelogBytes = new AtomicLong();
    MeasuredService measured = new MeasuredService(registry, changelogBytes);
    InferenceService.start(
        config,
        new BundleModelLoader(
            config.bundleStore().open(config.stateDir().resolve("fetched")),
            config.models().engine(),
            config.models().budget()),
        new CountingClients(
            new StreamsClients(config.applicationId(), config.instanceId()), changelogBytes),
        registry,
        health,
        Clock.systemUTC(),
        measured.threads::getCurrentThreadCpuTime);
    while (!health.isReady()) {
      Thread.sleep(10);
    }
    out.println(READY);
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      while (in.readLine() != null) {
        out.println(json.writeValueAsString(measured.reading()));
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private CpuReading reading() {
    double stream = 0;
    double kafka = 0;
    for (long id : threads.getAllThreadIds()) {
      ThreadInfo info = threads.getThreadInfo(id);
      // -1 for a thread that has just ended.
      double seconds = Math.max(0, threads.getThreadCpuTime(id)) * 1e-9;
      if (info == null) {
        continue;
      }
      if (info.getThreadName().startsWith(KAFKA_THREAD)) {
        kafka += seconds;
      } else if (info.getThreadName().contains(STREAM_THREAD)) {
        stream += seconds;
      }
    }
    return new CpuReading(
        System.nanoTime(),
        machine.getProcessCpuTime() * 1e-9,
        stream,
        kafka,
        stage("features"),
        stage("model"),
        stage("store") + stage("forward"),
        count(InferenceMeters.WINDOWS),
        count(InferenceMeters.SHED, "champion"),
        count(InferenceMeters.AUDIO),
        changelogBytes.get());
  }

  private double stage(String stage) {
    Timer timer =
        registry
            .get(InferenceMeters.STAGE.meterName())
            .tags(InferenceMeters.STAGE.tags(stage))
            .timer();
    return timer.totalTime(TimeUnit.NANOSECONDS) * 1e-9;
  }

  private double count(InferenceMeters meter, String... tagValues) {
    return registry.get(meter.meterName()).tags(meter.tags(tagValues)).counter().count();
  }
}
