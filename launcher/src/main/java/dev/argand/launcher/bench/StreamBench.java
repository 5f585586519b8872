package dev.argand.launcher.bench;

import dev.argand.inference.InferenceConfig;
import dev.argand.inference.ModelRule;
import dev.argand.launcher.broker.EmbeddedBroker;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.Lifecycle;
import dev.argand.runtime.Producers;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Measures the recognition stream with one model: a broker and the sources in this process,
 * recognition in a process of its own, so that its CPU time is all of one process.
 *
 * <p>First the stream catches up with a backlog, which warms it and tells about how much it can do.
 * Then as many sources as make the wanted load speak at the pace of the clock.
 */
public final class StreamBench implements AutoCloseable {
  private static final Duration PROBE = Duration.ofSeconds(5);
  private static final Duration NOTHING_HEARD_WITHIN = Duration.ofSeconds(60);
  private static final int BACKLOG_SOURCES = 40;
  private static final double MOST_BACKLOG_SECONDS = 400;
  private static final long MOST_AUDIO_BYTES = 2L << 30;
  private static final double BYTES_PER_SECOND = 2.0 * StreamCase.SAMPLE_RATE_HZ;

  private final Lifecycle parts = new Lifecycle();
  private final Path folder;
  private final Bundle model;
  private final FrontEnd frontEnd;
  private final EmbeddedBroker broker;
  private final Progress progress;
  private int cases;

  /** Hears how far a measurement is. */
  @FunctionalInterface
  public interface Progress {
    /** A case is in a phase. */
    void at(StreamCase what, String phase);
  }

  /**
   * Starts the broker.
   *
   * @param folder for its data; the caller deletes it afterwards
   */
  public StreamBench(Path folder, Path model, Progress progress) throws IOException {
    this.folder = folder;
    this.model = Bundle.read(model);
    this.frontEnd = this.model.manifest().frontEnd();
    this.progress = progress;
    FolderBundleStore.create(folder.resolve("bundles")).put(model);
    this.broker = parts.own("broker", EmbeddedBroker.start(folder.resolve("broker"), 0));
  }

  /** What is measured with. */
  public MeasuredModel model() {
    return MeasuredModel.of(model);
  }

  /**
   * How a case is measured.
   *
   * @param load wanted CPU time of each stream thread over the time that passes, within (0, 1)
   * @param sources how many speak; 0 for as many as make the load
   * @param catchUp how long there is a backlog first
   * @param settle how long live sources speak before anything is noted
   * @param length how long latency and CPU time are measured
   */
  public record Plan(double load, int sources, Duration catchUp, Duration settle, Duration length) {

    /** The usual one: a backlog of 8 s, then 3 s to settle. */
    public static Plan of(double load, int sources, Duration length) {
      return new Plan(load, sources, Duration.ofSeconds(8), Duration.ofSeconds(3), length);
    }
  }

  /** Measures a case. */
  public StreamResult measure(StreamCase what, Plan plan) throws IOException, InterruptedException {
    progress.at(what, "start");
    try (RunningStream stream = start(what)) {
      progress.at(what, "catch up");
      CpuReading catchUp = catchUp(what, plan.catchUp(), stream);
      int count = plan.sources();
      if (count == 0) {
        progress.at(what, "probe");
        count = sourcesFor(what, plan, catchUp, stream);
      }
      progress.at(what, "measure %d sources".formatted(count));
      return live(what, plan, stream.talkers(what, "live", count), stream, catchUp);
    }
  }

  /** Starts recognition on topics of its own, of sources that are silent yet. */
  RunningStream start(StreamCase what) throws IOException, InterruptedException {
    int number = cases++;
    String prefix = "bench%d.".formatted(number);
    Producer<String, byte[]> producer = Producers.of(broker.bootstrapServers()).open("bench");
    try {
      prepare(prefix, producer);
      // Made first: it reads from the end on, and nobody has spoken yet.
      LatencyReader reader = new LatencyReader(broker.bootstrapServers(), prefix, "live");
      try {
        MeasuredProcess process =
            MeasuredProcess.start(
                settings(what, prefix, number), folder.resolve("case-" + number + ".log"));
        return new RunningStream(prefix, applicationId(number), producer, process, reader);
      } catch (IOException | RuntimeException e) {
        reader.close();
        throw e;
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      producer.close();
      throw e;
    }
  }

  /** What clients of the broker are given. */
  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  private void prepare(String prefix, Producer<String, byte[]> producer)
      throws IOException, InterruptedException {
    try (Admin admin = Admin.create(KafkaConfigs.admin(broker.bootstrapServers(), "bench"))) {
      TopicAdmin.ensureCapped(admin, prefix, MOST_AUDIO_BYTES, Topic.values());
    }
    AliasEvent event = new AliasEvent("champion", model.digest(), 0L, "bench", "bench", 0L);
    byte[] value = AvroCodec.of(AliasEvent.class).encode(event);
    String topic = Topic.MODEL_ALIASES.topicName(prefix);
    try {
      producer.send(new ProducerRecord<>(topic, "champion", value)).get();
    } catch (ExecutionException e) {
      throw new IOException("the broker refused an alias: " + e.getMessage(), e);
    }
  }

  private static String applicationId(int number) {
    return "bench-" + number;
  }

  private Map<String, String> settings(StreamCase what, String prefix, int number) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(InferenceConfig.BOOTSTRAP_SERVERS.name(), broker.bootstrapServers());
    settings.put(InferenceConfig.TOPIC_PREFIX.name(), prefix);
    settings.put(InferenceConfig.BUNDLE_STORE.name(), folder.resolve("bundles").toString());
    settings.put(InferenceConfig.APPLICATION_ID.name(), applicationId(number));
    settings.put(InferenceConfig.STATE_DIR.name(), folder.resolve("state-" + number).toString());
    settings.put(InferenceConfig.THREADS.name(), Integer.toString(what.threads()));
    settings.put(
        InferenceConfig.GUARANTEE.name(),
        what.guarantee().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    settings.put(
        ModelRule.ENGINE.name(), what.engine().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    return settings;
  }

  /** The second half of the catching up, in which there was always a backlog. */
  private static CpuReading catchUp(StreamCase what, Duration length, RunningStream stream)
      throws IOException, InterruptedException {
    NoiseTalkers backlog = stream.talkers(what, "backlog", BACKLOG_SOURCES);
    MeasuredProcess process = stream.process();
    long begin = System.nanoTime();
    CpuReading half = null;
    CpuReading last = process.read();
    while (System.nanoTime() - begin < length.toNanos()) {
      if (backlog.sentSeconds() - last.audioSeconds() < MOST_BACKLOG_SECONDS) {
        for (int i = 0; i < 20; i++) {
          backlog.round();
        }
      } else {
        Thread.sleep(20);
      }
      last = process.read();
      if (half == null && System.nanoTime() - begin > length.toNanos() / 2) {
        half = last;
      }
    }
    CpuReading end = process.read();
    silence(backlog, 0, process::read);
    return end.since(half == null ? last : half);
  }

  /** Something that says what the process has done so far. */
  @FunctionalInterface
  interface Readings {
    CpuReading read() throws IOException;
  }

  /** Ends what talkers say and waits until nothing of it costs anything any more. */
  static void silence(NoiseTalkers talkers, double takenBefore, Readings process)
      throws IOException, InterruptedException {
    talkers.fallSilent();
    awaitHeard(process, takenBefore + talkers.sentSeconds());
  }

  private static void awaitHeard(Readings process, double seconds)
      throws IOException, InterruptedException {
    double heard = 0;
    long since = System.nanoTime();
    while (heard < seconds - 1e-6) {
      Thread.sleep(50);
      double now = process.read().audioSeconds();
      if (now > heard) {
        heard = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > NOTHING_HEARD_WITHIN.toNanos()) {
        throw new IOException(
            "recognition heard %.0f of %.0f s of audio, and then nothing for %d s"
                .formatted(heard, seconds, NOTHING_HEARD_WITHIN.toSeconds()));
      }
    }
  }

  /** Live audio comes in smaller pieces than a backlog does and costs more: that is tried. */
  private int sourcesFor(StreamCase what, Plan plan, CpuReading catchUp, RunningStream stream)
      throws IOException, InterruptedException {
    MeasuredProcess process = stream.process();
    double perThread = catchUp.audioSeconds() / catchUp.streamThreads();
    int guess = atLeastOne(plan.load() * what.threads() * perThread / 2);
    NoiseTalkers probe = stream.talkers(what, "probe", guess);
    double takenBefore = process.read().audioSeconds();
    try (Speaking speaking = new Speaking(probe, hopNanos())) {
      Thread.sleep(plan.settle().toMillis());
      CpuReading before = process.read();
      Thread.sleep(PROBE.toMillis());
      CpuReading during = process.read().since(before);
      speaking.stop();
      silence(probe, takenBefore, process::read);
      double busy = during.streamThreads() / during.seconds() / what.threads();
      return atLeastOne(guess * plan.load() / busy);
    }
  }

  private static int atLeastOne(double sources) {
    return (int) Math.max(1, Math.round(sources));
  }

  private StreamResult live(
      StreamCase what, Plan plan, NoiseTalkers live, RunningStream stream, CpuReading catchUp)
      throws IOException, InterruptedException {
    MeasuredProcess process = stream.process();
    LatencyReader reader = stream.reader();
    int sources = live.sources();
    double hopSeconds = hopNanos() * 1e-9;
    CpuReading atFirst = process.read();
    try (Speaking speaking = new Speaking(live, hopNanos())) {
      Thread.sleep(plan.settle().toMillis());
      reader.begin();
      CpuReading before = process.read();
      Thread.sleep(plan.length().toMillis());
      CpuReading after = process.read();
      long[] millis = reader.end();
      speaking.stop();
      if (millis.length == 0) {
        throw new IOException("no recognition could be read while it was measured");
      }
      CpuReading whole = process.read().since(atFirst);
      CpuReading spent = after.since(before);
      return new StreamResult(
          what,
          sources,
          spent.streamThreads() / spent.seconds() / what.threads(),
          spent.heardSeconds(hopSeconds) / spent.process(),
          catchUp.heardSeconds(hopSeconds) / catchUp.process(),
          at(millis, 0.5),
          at(millis, 0.9),
          at(millis, 0.99),
          millis[millis.length - 1],
          millis.length,
          Math.max(0, (live.sentSeconds() - whole.audioSeconds()) / sources),
          whole.shedSeconds(hopSeconds),
          byStage(spent),
          spent.changelogBytes() / (spent.audioSeconds() * BYTES_PER_SECOND));
    }
  }

  /** What the recognising process spent, in microseconds a window. */
  static Map<String, Double> byStage(CpuReading spent) {
    double micros = 1e6 / spent.windows();
    double inFrames = spent.signal() + spent.model() + spent.handOver();
    Map<String, Double> stages = new LinkedHashMap<>();
    stages.put("signal", spent.signal() * micros);
    stages.put("handOver", spent.handOver() * micros);
    stages.put("model", spent.model() * micros);
    stages.put("kafka", (spent.streamThreads() - inFrames + spent.kafkaThreads()) * micros);
    stages.put(
        "runtime", (spent.process() - spent.streamThreads() - spent.kafkaThreads()) * micros);
    stages.put("total", spent.process() * micros);
    return stages;
  }

  /** The value that a part of all sorted ones do not exceed. */
  static double at(long[] sorted, double part) {
    return sorted[(int) Math.max(0, Math.ceil(part * sorted.length) - 1)];
  }

  /** From window to window. */
  long hopNanos() {
    return frontEnd.hopSamples() * 1_000_000_000L / frontEnd.sampleRateHz();
  }

  @Override
  public void close() {
    parts.close();
  }

  /** Talkers that speak on a thread of their own. */
  static final class Speaking implements AutoCloseable {
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread thread;

    Speaking(NoiseTalkers talkers, long hopNanos) {
      thread = new Thread(() -> talkers.speak(hopNanos, stopped::get), "talkers");
      thread.setDaemon(true);
      thread.start();
    }

    void stop() throws InterruptedException {
      stopped.set(true);
      thread.join();
    }

    @Override
    public void close() throws InterruptedException {
      stop();
    }
  }
}
