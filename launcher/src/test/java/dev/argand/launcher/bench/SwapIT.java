package dev.argand.launcher.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.inference.Guarantee;
import dev.argand.launcher.ModelVariants;
import dev.argand.launcher.broker.EmbeddedBroker;
import dev.argand.network.ModelEngine;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.LogFollower;
import dev.argand.runtime.Producers;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WindowId;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.Route;
import dev.argand.search.model.ModelDesk;
import dev.argand.signal.FrontEnd;
import dev.argand.testkit.MemoryGrowth;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real models that take each other's place while sources speak: each swap loads one and closes one.
 * No window is lost or doubled, and each is of the model that its generation names. How long
 * windows took during a swap and between swaps is printed, and decides nothing.
 *
 * <p>Memory is that of a process of its own with a fixed, touched heap and one malloc arena.
 */
final class SwapIT {
  /** One more than a rollback keeps loaded, so that each swap loads one anew. */
  private static final int MODELS = 3;

  /** Growth of a swap that counts as a leak. */
  private static final double BOUND_KIB = 256;

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final StreamCase FRAMES =
      new StreamCase(3_200, 1, Guarantee.EXACTLY_ONCE, ModelEngine.PYTORCH);

  @TempDir Path folder;

  /** What a run came to. */
  private record Run(List<Long> kibAfterSwap) {
    double growthKib(int warmUp) {
      return MemoryGrowth.perStep(kibAfterSwap.subList(warmUp, kibAfterSwap.size()));
    }
  }

  /** A recognition as it was read. */
  private record Heard(
      String windowId, String digest, long generation, long readNanos, long latencyMillis) {}

  /** From the decision for a swap until a window of the new model was read. */
  private record Swap(long generation, long beginNanos, long endNanos) {
    boolean holds(long nanos) {
      return nanos >= beginNanos && nanos <= endNanos;
    }
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void tenSwaps_ofFourSources_loseNoWindow() throws Exception {
    run(10, 4, Duration.ZERO, 0);
  }

  @Test
  @Tag("long")
  @Timeout(value = 40, unit = TimeUnit.MINUTES)
  void twoHundredSwaps_ofFiftySources_loseNoWindow_andLeaveMemoryFlat() throws Exception {
    int swaps = Integer.getInteger("argand.swaps", 200);
    Run run = run(swaps, 50, Duration.ofMillis(400), 0);
    assertThat(run.growthKib(swaps / 4)).isLessThan(BOUND_KIB);
  }

  /** What a model forgot to give back is seen. */
  @Test
  @Tag("long")
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void modelsThatLeaveMemoryBehind_areCaught() throws Exception {
    Run run = run(80, 4, Duration.ZERO, 1_024);
    assertThat(run.growthKib(20)).isGreaterThan(BOUND_KIB);
  }

  private Run run(int swaps, int sources, Duration between, int leakKib) throws Exception {
    FolderBundleStore store = FolderBundleStore.create(folder.resolve("bundles"));
    List<String> digests = new ArrayList<>();
    for (Path variant : ModelVariants.write(folder, MODELS)) {
      digests.add(store.put(variant));
    }
    FrontEnd frontEnd = Bundle.read(store.fetch(digests.get(0))).manifest().frontEnd();
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
        Producer<String, byte[]> producer =
            Producers.of(broker.bootstrapServers()).open("swap-it");
        ModelDesk desk = new ModelDesk(broker.bootstrapServers(), "", Clock.systemUTC())) {
      try (Admin admin = Admin.create(KafkaConfigs.admin(broker.bootstrapServers(), "swap-it"))) {
        TopicAdmin.ensure(admin, "", Topic.values());
      }
      desk.promote(digests.get(0), 0, "it", "first");
      try (Child child = new Child(broker.bootstrapServers(), leakKib);
          Hearing hearing = new Hearing(broker.bootstrapServers())) {
        NoiseTalkers talkers = new NoiseTalkers(producer, "", FRAMES, "source", sources);
        AtomicBoolean silent = new AtomicBoolean();
        long hopNanos = frontEnd.hopSamples() * 1_000_000_000L / frontEnd.sampleRateHz();
        Thread speaking = new Thread(() -> talkers.speak(hopNanos, silent::get), "talkers");
        speaking.start();
        List<Long> kib = new ArrayList<>();
        List<Swap> done = new ArrayList<>();
        try {
          hearing.await(1, () -> "no window of the first model came: " + child.log());
          for (int swap = 1; swap <= swaps; swap++) {
            Thread.sleep(between.toMillis());
            long begin = System.nanoTime();
            desk.promote(digests.get(swap % MODELS), swap, "it", "swap " + swap);
            int number = swap;
            hearing.await(swap + 1L, () -> "no window came after swap " + number + child.log());
            done.add(new Swap(swap + 1L, begin, System.nanoTime()));
            kib.add(child.kib());
          }
        } finally {
          silent.set(true);
          speaking.join();
        }
        talkers.fallSilent();
        Set<String> expected = expected(talkers, frontEnd);
        List<Heard> heard = hearing.awaitWindows(expected.size());
        report(heard, done, sources, leakKib, kib);
        judge(heard, expected, digests);
        return new Run(kib);
      }
    }
  }

  private static void judge(List<Heard> heard, Set<String> expected, List<String> digests) {
    Set<String> windows = new HashSet<>();
    for (Heard one : heard) {
      assertThat(windows.add(one.windowId())).as("twice: " + one.windowId()).isTrue();
      assertThat(one.digest())
          .as("the model of generation %d", one.generation())
          .isEqualTo(digests.get((int) ((one.generation() - 1) % MODELS)));
    }
    Set<String> lost = new HashSet<>(expected);
    lost.removeAll(windows);
    assertThat(lost).as("lost").isEmpty();
    assertThat(windows).as("heard").isEqualTo(expected);
  }

  private static Set<String> expected(NoiseTalkers talkers, FrontEnd frontEnd) {
    Set<String> windows = new HashSet<>();
    for (int i = 0; i < talkers.sources(); i++) {
      long count = frontEnd.windowsWithin(talkers.samples(i), StreamCase.SAMPLE_RATE_HZ);
      for (long k = 0; k < count; k++) {
        windows.add(
            WindowId.of("source-" + i, talkers.sessionId(), Route.CHAMPION, frontEnd.digest(), k));
      }
    }
    return windows;
  }

  private static void report(
      List<Heard> heard, List<Swap> swaps, int sources, int leakKib, List<Long> kib) {
    long[] during =
        heard.stream()
            .filter(one -> swaps.stream().anyMatch(swap -> swap.holds(one.readNanos())))
            .mapToLong(Heard::latencyMillis)
            .sorted()
            .toArray();
    long begin = swaps.get(0).beginNanos();
    long end = swaps.get(swaps.size() - 1).endNanos();
    long[] steady =
        heard.stream()
            .filter(one -> one.readNanos() > begin && one.readNanos() < end)
            .filter(one -> swaps.stream().noneMatch(swap -> swap.holds(one.readNanos())))
            .mapToLong(Heard::latencyMillis)
            .sorted()
            .toArray();
    long[] took =
        swaps.stream()
            .mapToLong(swap -> TimeUnit.NANOSECONDS.toMillis(swap.endNanos() - swap.beginNanos()))
            .sorted()
            .toArray();
    System.out.printf(
        "%d swaps, %d sources, %d windows; a swap takes %.0f ms (median) to"
            + " %.0f (all); windows: steady %s, during a swap %s; %d KiB planted, %s KiB held%n",
        swaps.size(),
        sources,
        heard.size(),
        StreamBench.at(took, 0.5),
        StreamBench.at(took, 1),
        percentiles(steady),
        percentiles(during),
        leakKib,
        kib.size() < 3
            ? kib.toString()
            : "%d, %d, %d".formatted(kib.get(0), kib.get(kib.size() / 2), kib.get(kib.size() - 1)));
  }

  private static String percentiles(long[] sorted) {
    return sorted.length == 0
        ? "none"
        : "n=%d p50 %.0f p99 %.0f max %.0f ms"
            .formatted(
                sorted.length,
                StreamBench.at(sorted, 0.5),
                StreamBench.at(sorted, 0.99),
                StreamBench.at(sorted, 1));
  }

  /** Reads what is committed, on a thread of its own. */
  private static final class Hearing implements AutoCloseable {
    private final Consumer<byte[], byte[]> consumer;
    private final AvroCodec<Recognition> codec = AvroCodec.of(Recognition.class);
    private final Thread thread = new Thread(this::read, "hearing");
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Heard> heard = new ArrayList<>();
    private long newest;

    Hearing(String bootstrapServers) {
      consumer =
          new KafkaConsumer<>(
              KafkaConfigs.consumer(bootstrapServers, "hearing", null),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer());
      List<TopicPartition> partitions = LogFollower.partitionsOf("", Topic.RECOGNITIONS);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      thread.setDaemon(true);
      thread.start();
    }

    private void read() {
      while (!closed.get()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
          note(record);
        }
      }
    }

    private void note(ConsumerRecord<byte[], byte[]> record) {
      Recognition said = decode(record.value());
      if (said.getRoute() != Route.CHAMPION) {
        return;
      }
      synchronized (heard) {
        heard.add(
            new Heard(
                said.getWindowId(),
                said.getModelDigest(),
                said.getAliasGeneration(),
                System.nanoTime(),
                System.currentTimeMillis() - record.timestamp()));
        newest = Math.max(newest, said.getAliasGeneration());
        heard.notifyAll();
      }
    }

    private Recognition decode(byte[] value) {
      try {
        return codec.decode(value);
      } catch (WireFormatException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Waits for a window of a generation. */
    void await(long generation, Callable<String> words) throws Exception {
      synchronized (heard) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (newest < generation) {
          heard.wait(1_000);
          assertThat(System.nanoTime()).as(words.call()).isLessThan(deadline);
        }
      }
    }

    /**
     * Waits for so many windows for as long as some come, and a little for more than there should
     * be.
     */
    List<Heard> awaitWindows(int count) throws InterruptedException {
      synchronized (heard) {
        int before = -1;
        while (heard.size() < count && heard.size() > before) {
          before = heard.size();
          heard.wait(PATIENCE.toMillis());
        }
        heard.wait(1_000);
        return List.copyOf(heard);
      }
    }

    @Override
    public void close() throws InterruptedException {
      closed.set(true);
      thread.join();
      consumer.close();
    }
  }

  /** A {@link SwapChild} as its parent sees it. */
  private final class Child implements AutoCloseable {
    private final Path log = folder.resolve("child.log");
    private final Process process;
    private final BufferedReader words;
    private final Writer requests;

    Child(String bootstrapServers, int leakKib) throws IOException {
      Map<String, String> settings = new LinkedHashMap<>();
      settings.put("bootstrap.servers", bootstrapServers);
      settings.put("bundle.store", folder.resolve("bundles").toString());
      settings.put("inference.state.dir", folder.resolve("state").toString());
      settings.put("inference.watch", "0s");
      // What a slow machine gives up was not lost by a swap.
      settings.put("inference.max.lag", "0s");
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xms256m",
                  "-Xmx256m",
                  "-XX:+AlwaysPreTouch",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Dai.djl.offline=true",
                  "-DOPT_OUT_TRACKING=true",
                  "-Dai.djl.pytorch.num_threads=1",
                  "-Dai.djl.pytorch.num_interop_threads=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  SwapChild.class.getName(),
                  Integer.toString(leakKib)));
      settings.forEach((name, value) -> command.add(name + "=" + value));
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
      builder.environment().put("MALLOC_ARENA_MAX", "1");
      process = builder.start();
      words = process.inputReader(StandardCharsets.UTF_8);
      requests = process.outputWriter(StandardCharsets.UTF_8);
      String word = words.readLine();
      if (!"ready".equals(word)) {
        close();
        throw new IOException("the child did not start: " + log());
      }
    }

    long kib() throws IOException {
      requests.write("\n");
      requests.flush();
      String said = words.readLine();
      if (said == null) {
        throw new IOException("the child ended: " + log());
      }
      return Long.parseLong(said);
    }

    String log() throws IOException {
      return Files.readString(log);
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }
}
